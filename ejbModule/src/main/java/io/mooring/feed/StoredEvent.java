package io.mooring.feed;

import java.time.Instant;
import java.util.Optional;

/**
 * A durable event as the journal holds it.
 *
 * @param type the name on the wire, which another version of Mooring may have written
 * @param body a JSON object as text
 */
public record StoredEvent(
    String sessionId, long seq, String type, Optional<String> turnId, Instant at, String body) {}
