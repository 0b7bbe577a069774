package io.mooring.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a feed.
 *
 * @param type such as {@code text.delta}; pass over those you don't know
 * @param body the whole frame, with the fields of its type
 */
public record FeedFrame(String type, String sessionId, @Nullable String turnId, JsonNode body) {
  static FeedFrame of(JsonNode body) {
    JsonNode turn = body.get("turnId");
    return new FeedFrame(
        body.path("type").asText(),
        body.path("sessionId").asText(),
        turn == null ? null : turn.asText(),
        body);
  }

  /** Its place in the journal, when it is a durable event. */
  public OptionalLong seq() {
    JsonNode seq = body.path("seq");
    return isHello() || !seq.canConvertToLong()
        ? OptionalLong.empty()
        : OptionalLong.of(seq.asLong());
  }

  /** The first frame of each connection: what is open now, to which a viewer truncates. */
  public boolean isHello() {
    return type.equals("hello");
  }

  /** A text of the body; empty when there is none. */
  public String text(String field) {
    return body.path(field).asText("");
  }
}
