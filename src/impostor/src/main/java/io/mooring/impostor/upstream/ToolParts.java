package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.upstream.SessionState.MessageState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the parts of a message end when something other than the recording decides it. */
final class ToolParts {
  private ToolParts() {}

  static Optional<ObjectNode> withCall(MessageState message, String callId) {
    return message.parts().values().stream()
        .filter(part -> part.path("callID").asText().equals(callId))
        .findFirst();
  }

  /** The call, ended with an error. */
  static ObjectNode failed(ObjectNode part, String error) {
    ObjectNode ended = part.deepCopy();
    ObjectNode state = ended.putObject("state").put("status", "error");
    state.set("input", part.at("/state/input").deepCopy());
    state.put("error", error);
    time(part, state);
    return ended;
  }

  /** Whatever an abort leaves of a part; empty when it had ended before. */
  static Optional<ObjectNode> aborted(ObjectNode part, String streamed) {
    String type = part.path("type").asText();
    if (type.equals("tool")) {
      String status = part.at("/state/status").asText();
      return status.equals("pending") || status.equals("running")
          ? Optional.of(abortedCall(part))
          : Optional.empty();
    }
    if ((type.equals("text") || type.equals("reasoning")) && !part.at("/time/end").isNumber()) {
      ObjectNode ended = part.deepCopy().put("text", streamed);
      ended.withObject("/time").put("end", System.currentTimeMillis());
      return Optional.of(ended);
    }
    return Optional.empty();
  }

  private static ObjectNode abortedCall(ObjectNode part) {
    if (!part.path("tool").asText().equals("bash")) {
      return failed(part, "Tool execution aborted");
    }
    ObjectNode ended = part.deepCopy();
    ObjectNode state = ended.putObject("state").put("status", "completed");
    String output =
        part.at("/state/metadata/output").asText()
            + "\n\n<shell_metadata>\nUser aborted the command\n</shell_metadata>";
    state.set("input", part.at("/state/input").deepCopy());
    state.put("output", output);
    state.putObject("metadata").put("output", output).putNull("exit").put("truncated", false);
    state.put("title", part.at("/state/input/command").asText());
    time(part, state);
    return ended;
  }

  private static void time(ObjectNode part, ObjectNode state) {
    long now = System.currentTimeMillis();
    state.putObject("time").put("start", part.at("/state/time/start").asLong(now)).put("end", now);
  }

  /** Puts the given answers into a question's completed call. */
  static void answer(JsonNode part, Ask ask) {
    if (!ask.isQuestion()
        || ask.answers().isMissingNode()
        || !part.path("callID").asText().equals(ask.callId())
        || !part.at("/state/status").asText().equals("completed")) {
      return;
    }
    List<String> told = new ArrayList<>();
    JsonNode questions = ask.request().path("questions");
    for (int i = 0; i < questions.size(); i++) {
      List<String> labels = new ArrayList<>();
      ask.answers().path(i).forEach(label -> labels.add(label.asText()));
      String question = questions.get(i).path("question").asText();
      told.add("\"" + question + "\"=\"" + String.join(", ", labels) + "\"");
    }
    ObjectNode state = (ObjectNode) part.get("state");
    state.put(
        "output",
        "User has answered your questions: "
            + String.join(", ", told)
            + ". You can now continue with the user's answers in mind.");
    state.withObject("/metadata").set("answers", ask.answers());
  }
}
