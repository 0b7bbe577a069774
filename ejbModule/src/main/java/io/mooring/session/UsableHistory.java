package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.session.History.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a conversation one that can be gone on with: what was taken back is gone, the prompt that
 * is about to be sent is not in it, and nothing in it looks as if it still ran.
 */
final class UsableHistory {
  private static final String INTERRUPTED = "interrupted";

  private UsableHistory() {}

  /**
   * A copy that can be gone on with.
   *
   * @param about the prompt of the turn for which it is brought back: it is sent afterwards
   */
  static Conversation of(Conversation conversation, Optional<RunningTurns.Prompt> about) {
    List<JsonNode> messages = untilRevert(conversation);
    about.ifPresent(prompt -> withoutPrompt(messages, prompt));
    return closed(conversation, messages);
  }

  /** Messages that were reverted go with the next prompt in any case. */
  private static List<JsonNode> untilRevert(Conversation conversation) {
    String revert = conversation.info().path("revert").path("messageID").asText("");
    List<JsonNode> kept = new ArrayList<>();
    for (JsonNode message : conversation.messages()) {
      if (!revert.isEmpty() && message.path("info").path("id").asText().equals(revert)) {
        break;
      }
      kept.add(message);
    }
    return kept;
  }

  private static void withoutPrompt(List<JsonNode> messages, RunningTurns.Prompt about) {
    boolean byId =
        messages.removeIf(
            message ->
                about.messageId().equals(Optional.of(message.path("info").path("id").asText())));
    if (!byId && !messages.isEmpty()) {
      JsonNode last = messages.get(messages.size() - 1);
      if (last.path("info").path("role").asText().equals("user")
          && text(last.path("parts")).equals(about.text())) {
        messages.remove(messages.size() - 1);
      }
    }
  }

  /** What a person wrote in these parts. */
  static String text(JsonNode parts) {
    List<String> texts = new ArrayList<>();
    for (JsonNode part : parts) {
      if (part.path("type").asText().equals("text") && !part.path("synthetic").asBoolean()) {
        texts.add(part.path("text").asText());
      }
    }
    return String.join("\n", texts);
  }

  private static Conversation closed(Conversation conversation, List<JsonNode> messages) {
    return new Conversation(
        conversation.info().deepCopy(),
        messages.stream().map(UsableHistory::closed).toList(),
        conversation.children().stream().map(child -> of(child, Optional.empty())).toList());
  }

  private static JsonNode closed(JsonNode message) {
    JsonNode copy = message.deepCopy();
    copy.path("parts").forEach(UsableHistory::closePart);
    if (copy.path("info") instanceof ObjectNode info
        && info.path("role").asText().equals("assistant")
        && !info.path("time").path("completed").isNumber()) {
      long completed = latest(copy);
      ObjectNode time = info.path("time") instanceof ObjectNode t ? t : info.putObject("time");
      time.put("completed", completed);
      if (!info.hasNonNull("finish") && !info.hasNonNull("error")) {
        ObjectNode error = info.putObject("error").put("name", "MessageAbortedError");
        error.putObject("data").put("message", INTERRUPTED);
      }
    }
    return copy;
  }

  private static void closePart(JsonNode part) {
    String type = part.path("type").asText();
    if (type.equals("tool") && part.path("state") instanceof ObjectNode state) {
      String status = state.path("status").asText();
      if (status.equals("pending") || status.equals("running")) {
        long start = state.path("time").path("start").asLong(0);
        state.remove(List.of("raw", "title", "output", "attachments"));
        state.put("status", "error").put("error", INTERRUPTED);
        state.putObject("time").put("start", start).put("end", start);
      }
    } else if (part.path("time") instanceof ObjectNode time
        && time.path("start").isNumber()
        && !time.path("end").isNumber()) {
      time.put("end", time.path("start").asLong());
    }
  }

  private static long latest(JsonNode message) {
    long latest = message.path("info").path("time").path("created").asLong(0);
    for (JsonNode part : message.path("parts")) {
      latest = Math.max(latest, part.path("time").path("end").asLong(0));
      latest = Math.max(latest, part.path("state").path("time").path("end").asLong(0));
    }
    return latest;
  }
}
