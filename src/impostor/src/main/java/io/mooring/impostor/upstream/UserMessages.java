package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;

/** Makes a prompt the session's user message. */
final class UserMessages {
  private UserMessages() {}

  /**
   * Stores and tells it. The caller's message and part ids are kept, so the same prompt again
   * changes nothing; a part without an id is a new part each time.
   */
  static String put(Instance instance, SessionState session, JsonNode body) {
    long now = System.currentTimeMillis();
    String id = body.path("messageID").asText();
    ObjectNode message =
        session
            .message(id)
            .map(there -> there.info().deepCopy())
            .orElseGet(() -> create(instance, session, body, now));
    instance.emitMessage(session, message);
    for (JsonNode given : body.path("parts")) {
      ObjectNode part = ((ObjectNode) given).deepCopy();
      if (!part.hasNonNull("id")) {
        part.put("id", instance.ids.mint("prt"));
      }
      part.put("messageID", message.path("id").asText()).put("sessionID", session.id());
      instance.emitPart(session, part);
    }
    return message.path("id").asText();
  }

  private static ObjectNode create(
      Instance instance, SessionState session, JsonNode body, long now) {
    String id = body.path("messageID").asText(instance.ids.mint("msg"));
    ObjectNode message = Json.object().put("id", id).put("role", "user");
    message.put("sessionID", session.id()).putObject("time").put("created", now);
    message.put("agent", body.path("agent").asText(session.info.path("agent").asText("build")));
    JsonNode model = body.path("model");
    JsonNode own = session.info.path("model");
    message
        .putObject("model")
        .put(
            "providerID",
            model.path("providerID").asText(own.path("providerID").asText("scripted")))
        .put("modelID", model.path("modelID").asText(own.path("id").asText("echo")));
    return message;
  }
}
