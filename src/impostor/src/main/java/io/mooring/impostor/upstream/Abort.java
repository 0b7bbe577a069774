package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.upstream.SessionState.MessageState;
import java.util.List;

/** What opencode tells when a session's turn is aborted. */
final class Abort {
  private Abort() {}

  /**
   * Error, idle, then the final parts and the message, and idle once more. During a retry's wait
   * there is no error and no finish.
   */
  static void tell(Instance instance, SessionState session) {
    boolean retrying =
        instance
            .sessions
            .statuses()
            .getOrDefault(session.id(), Json.object())
            .path("type")
            .asText()
            .equals("retry");
    ObjectNode error = Json.object().put("name", "MessageAbortedError");
    error.putObject("data").put("message", "Aborted");
    if (!retrying) {
      ObjectNode properties = Json.object().put("sessionID", session.id());
      instance.emit(session.info, "session.error", properties.set("error", error));
      instance.emitIdle(session);
    }
    session.messages().stream()
        .filter(message -> message.info().path("role").asText().equals("assistant"))
        .filter(message -> !message.finished())
        .forEach(message -> end(instance, session, message, retrying ? Json.object() : error));
    instance.emitIdle(session);
  }

  private static void end(
      Instance instance, SessionState session, MessageState message, ObjectNode error) {
    for (ObjectNode part : List.copyOf(message.parts().values())) {
      String streamed = session.streamedOf(part.path("id").asText());
      boolean abandoned = error.isEmpty() && streamed.isEmpty();
      if (!abandoned) {
        ToolParts.aborted(part, streamed).ifPresent(ended -> instance.emitPart(session, ended));
      }
    }
    ObjectNode info = message.info().deepCopy();
    ((ObjectNode) info.get("time")).put("completed", System.currentTimeMillis());
    if (!error.isEmpty()) {
      info.set("error", error);
    }
    instance.emitMessage(session, info);
  }
}
