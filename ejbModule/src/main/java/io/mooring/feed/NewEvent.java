package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A durable event that is about to be appended to a session's journal.
 *
 * @param body what the type says beside the frame's own fields, which it must not name; it must not
 *     be changed any more
 */
public record NewEvent(FeedEventType type, Optional<String> turnId, ObjectNode body) {
  public NewEvent {
    if (!type.durable()) {
      throw new IllegalArgumentException(type.wireName() + " is not durable");
    }
    Frames.requireFree(body);
  }

  public static NewEvent of(FeedEventType type, ObjectNode body) {
    return new NewEvent(type, Optional.empty(), body);
  }

  public static NewEvent of(FeedEventType type, String turnId, ObjectNode body) {
    return new NewEvent(type, Optional.of(turnId), body);
  }
}
