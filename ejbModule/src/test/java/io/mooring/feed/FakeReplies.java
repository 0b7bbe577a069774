package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The open reply of one session. */
final class FakeReplies implements OpenReplies {
  private final Map<String, String> parts = new LinkedHashMap<>();
  private String turnId = "";
  private Runnable beforeRead = () -> {};

  void beforeRead(Runnable action) {
    beforeRead = action;
  }

  synchronized void begin(String turn) {
    turnId = turn;
    parts.clear();
  }

  synchronized void append(String partId, String text) {
    parts.merge(partId, text, String::concat);
  }

  /** The part's text is this. */
  synchronized void replace(String partId, String text) {
    parts.put(partId, text);
  }

  synchronized void remove(String partId) {
    parts.remove(partId);
  }

  synchronized String text(String partId) {
    return parts.getOrDefault(partId, "");
  }

  Map<String, String> parts() {
    return parts;
  }

  @Override
  public synchronized Optional<ObjectNode> open(String tenant, String sessionId) {
    beforeRead.run();
    if (turnId.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode open = Json.object().put("turnId", turnId);
    ArrayNode list = open.putArray("parts");
    parts.forEach(
        (id, text) ->
            list.addObject()
                .put("partId", id)
                .put("kind", "text")
                .put("text", text)
                .put("offset", text.length()));
    open.putArray("tools");
    return Optional.of(open);
  }

  @Override
  public Optional<String> turn(String tenant, String sessionId) {
    return Optional.of(turnId).filter(id -> !id.isEmpty());
  }
}
