package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How a frame looks on the wire: {seq?, type, at, sessionId, turnId?, ...body}. */
final class Frames {
  private static final List<String> RESERVED = List.of("seq", "type", "at", "sessionId", "turnId");

  private Frames() {}

  /** Refuses a body that names one of the frame's own fields. */
  static void requireFree(ObjectNode body) {
    for (String field : RESERVED) {
      if (body.has(field)) {
        throw new IllegalArgumentException("a body must not name " + field);
      }
    }
  }

  static String ephemeral(
      String type, Instant at, String sessionId, Optional<String> turnId, ObjectNode body) {
    ObjectNode frame = start(OptionalLong.empty(), type, at, sessionId, turnId);
    frame.setAll(body);
    return Json.write(frame);
  }

  /** The stored body is spliced in as it is: a catch-up parses nothing. */
  static String durable(StoredEvent event) {
    ObjectNode frame =
        start(
            OptionalLong.of(event.seq()),
            event.type(),
            event.at(),
            event.sessionId(),
            event.turnId());
    String fields = event.body().strip();
    String inner = fields.substring(1, fields.length() - 1).strip();
    String start = Json.write(frame);
    return inner.isEmpty() ? start : start.substring(0, start.length() - 1) + ',' + inner + '}';
  }

  private static ObjectNode start(
      OptionalLong seq, String type, Instant at, String sessionId, Optional<String> turnId) {
    ObjectNode frame = Json.object();
    seq.ifPresent(number -> frame.put("seq", number));
    frame.put("type", type);
    frame.set("at", Json.lenient().valueToTree(at));
    frame.put("sessionId", sessionId);
    turnId.ifPresent(turn -> frame.put("turnId", turn));
    return frame;
  }
}
