package io.mooring.approval;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An ask that upstream may still wait for, with the decision if there is one.
 *
 * @param directory in which upstream takes the reply
 */
public record Unsettled(
    String id,
    String sessionId,
    AskKind kind,
    String requestId,
    String directory,
    AskState state,
    Optional<Decision> decision,
    Optional<String> message,
    Optional<List<List<String>>> answers,
    Instant expiresAt) {
  static Unsettled of(Ask ask) {
    return new Unsettled(
        ask.id(),
        ask.sessionId(),
        ask.kind(),
        ask.requestId(),
        ask.directory(),
        ask.state(),
        ask.decision(),
        ask.message(),
        ask.answers(),
        ask.expiresAt());
  }
}
