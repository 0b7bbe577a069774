package io.mooring.feed;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** An ephemeral event as it goes to every viewer, made once and shared. */
record EphemeralFrame(EphemeralEvent event, Instant at, String json, int bytes) {
  static EphemeralFrame of(EphemeralEvent event, Instant at) {
    String json =
        Frames.ephemeral(
            event.type().wireName(), at, event.sessionId(), event.turnId(), event.body());
    return new EphemeralFrame(event, at, json, json.getBytes(StandardCharsets.UTF_8).length);
  }
}
