package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.session.ModelRef;
import io.mooring.session.OpenContext;
import io.mooring.session.UsageDocument;
import java.time.Instant;
import java.util.Optional;

/**
 * A turn as the API shows it.
 *
 * @param position how many unfinished turns of the session come before it, while it waits
 */
public record TurnDocument(
    String id,
    String sessionId,
    TurnState state,
    String prompt,
    String text,
    String reasoning,
    JsonNode tools,
    JsonNode todos,
    Optional<TurnError> error,
    UsageDocument usage,
    Optional<OpenContext> context,
    Optional<String> agent,
    Optional<ModelRef> model,
    Instant queuedAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<Long> position) {}
