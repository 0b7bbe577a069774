package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.StoredEvent;
import io.mooring.json.Json;
import io.mooring.tool.ToolDisplay;
import io.mooring.turn.reply.OpenReply;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A turn's reply put together again: first the events of the journal in order, then the parts that
 * were still being written. What the journal says of a part is the truth.
 */
final class KeptOpenReply {
  private final Map<String, KeptPart> parts = new LinkedHashMap<>();
  private final Map<String, JsonNode> tools = new LinkedHashMap<>();
  private final Set<String> settled = new HashSet<>();

  /**
   * The reply of one turn.
   *
   * @param events the session's events since the turn began, in order
   * @param written the parts that were being written, read before the events were
   */
  static KeptOpenReply of(String turnId, List<StoredEvent> events, List<KeptPart> written) {
    KeptOpenReply reply = new KeptOpenReply();
    events.stream()
        .filter(event -> event.turnId().equals(Optional.of(turnId)))
        .forEach(reply::take);
    written.forEach(reply::take);
    return reply;
  }

  private void take(StoredEvent event) {
    Optional<FeedEventType> type = FeedEventType.of(event.type());
    if (type.isEmpty()) {
      return; // of a later version
    }
    JsonNode body = Json.read(event.body());
    switch (type.get()) {
      case TEXT_COMPLETED -> complete(body, OpenReply.Kind.TEXT);
      case REASONING_COMPLETED -> complete(body, OpenReply.Kind.REASONING);
      case PART_DISCARDED -> {
        parts.remove(partId(body));
        settled.add(partId(body));
      }
      case TOOL_UPDATED -> tools.put(body.at("/tool/callId").asText(), body.path("tool"));
      default -> {
        return; // says nothing of the reply
      }
    }
  }

  private void complete(JsonNode body, OpenReply.Kind kind) {
    parts.put(partId(body), new KeptPart(partId(body), kind.text(), body.path("text").asText()));
    settled.add(partId(body));
  }

  private static String partId(JsonNode body) {
    return body.path("partId").asText();
  }

  /** The longest text counts: a later runner may have heard less than an earlier one. */
  private void take(KeptPart part) {
    if (!settled.contains(part.partId())) {
      parts.merge(part.partId(), part, (a, b) -> a.text().length() >= b.text().length() ? a : b);
    }
  }

  /** All texts and thoughts, in order. */
  List<KeptPart> parts() {
    return List.copyOf(parts.values());
  }

  /** Whether the journal has the whole of a part. */
  boolean isSettled(String partId) {
    return settled.contains(partId);
  }

  /** All calls, in order. */
  List<ToolDisplay> tools() {
    return tools.values().stream().map(tool -> Json.convert(tool, ToolDisplay.class)).toList();
  }

  /** As a feed's {@code open}. */
  ObjectNode json(String turnId) {
    ObjectNode node = Json.object().put("turnId", turnId);
    var list = node.putArray("parts");
    for (KeptPart part : parts.values()) {
      list.addObject()
          .put("partId", part.partId())
          .put("kind", part.kind())
          .put("text", part.text())
          .put("offset", part.text().length());
    }
    node.putArray("tools").addAll(tools.values());
    return node;
  }
}
