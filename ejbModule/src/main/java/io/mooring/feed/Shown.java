package io.mooring.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.feed.DurableFrame.PartExtent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much of each part's text, and of each tool call's output, one viewer has been shown: what a
 * hello's {@code open} already held is cut off a delta, so that a client which only concatenates
 * has the right text. A delta beyond a hole is dropped: the part's completion brings the whole.
 */
final class Shown {
  private record Extent(Optional<String> turnId, long length) {}

  private final Map<String, Extent> parts = new HashMap<>();
  private final Map<String, Extent> outputs = new HashMap<>();

  /** Begins anew with what the viewer is told of the open reply. */
  void restart(Optional<ObjectNode> open) {
    parts.clear();
    outputs.clear();
    open.ifPresent(this::take);
  }

  private void take(ObjectNode open) {
    Optional<String> turn = Optional.ofNullable(open.path("turnId").textValue());
    for (JsonNode part : open.path("parts")) {
      long length = part.path("offset").asLong(part.path("text").asText("").length());
      parts.put(part.path("partId").asText(), new Extent(turn, length));
    }
    for (JsonNode tool : open.path("tools")) {
      if (tool.path("output").isTextual() && !tool.path("outputTruncated").asBoolean()) {
        long length = tool.path("output").asText().length();
        outputs.put(tool.path("callId").asText(), new Extent(turn, length));
      }
    }
  }

  /** The viewer gets this durable event. */
  void see(DurableFrame frame) {
    Optional<String> turn = frame.event().turnId();
    if (frame.part().isPresent()) {
      PartExtent part = frame.part().get();
      parts.put(part.partId(), new Extent(turn, part.length()));
    }
    if (turn.isPresent() && frame.event().type().equals(FeedEventType.TURN_ENDED.wireName())) {
      parts.values().removeIf(extent -> extent.turnId().equals(turn));
      outputs.values().removeIf(extent -> extent.turnId().equals(turn));
    }
  }

  /** What of the event is new to the viewer: the event itself, a shorter one, or nothing. */
  Optional<EphemeralEvent> fit(EphemeralEvent event) {
    return switch (event.type()) {
      case TEXT_DELTA, REASONING_DELTA -> fit(event, "partId", parts, false);
      case TOOL_OUTPUT -> fit(event, "callId", outputs, true);
      default -> Optional.of(event);
    };
  }

  private static Optional<EphemeralEvent> fit(
      EphemeralEvent event, String idField, Map<String, Extent> extents, boolean holes) {
    String id = event.body().path(idField).asText();
    long offset = event.body().path("offset").asLong();
    String text = event.body().path("text").asText();
    Extent extent = extents.get(id);
    long has = extent == null ? 0 : extent.length();
    long end = offset + text.length();
    if (end <= has || (offset > has && !holes)) {
      return Optional.empty();
    }
    extents.put(id, new Extent(event.turnId(), end));
    return Optional.of(
        offset >= has ? event : event.from(has, text.substring((int) (has - offset))));
  }
}
