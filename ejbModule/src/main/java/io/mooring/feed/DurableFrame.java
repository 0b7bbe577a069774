package io.mooring.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A durable event as it goes to every viewer, made once and shared.
 *
 * @param part which part's text it settles, and how long that text now is
 */
record DurableFrame(StoredEvent event, String json, int bytes, Optional<PartExtent> part) {
  private static final List<String> SETTLING =
      List.of(
          FeedEventType.TEXT_COMPLETED.wireName(),
          FeedEventType.REASONING_COMPLETED.wireName(),
          FeedEventType.PART_DISCARDED.wireName());

  /** The length of a part's text in UTF-16 units. */
  record PartExtent(String partId, long length) {}

  static DurableFrame of(StoredEvent event) {
    String json = Frames.durable(event);
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    return new DurableFrame(event, json, bytes, settled(event));
  }

  long seq() {
    return event.seq();
  }

  private static Optional<PartExtent> settled(StoredEvent event) {
    if (!SETTLING.contains(event.type())) {
      return Optional.empty();
    }
    JsonNode body = Json.read(event.body());
    String text = body.path("text").asText("");
    return Optional.of(new PartExtent(body.path("partId").asText(), text.length()));
  }
}
