package io.mooring.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An approval or a question as the API and the feed show it.
 *
 * @param upstreamSessionId of who asks: the session's own, or a subagent's
 * @param permission what an approval is for
 * @param always the patterns that "always" would allow
 * @param questions what a question asks: {question, header, options[{label, description}]}
 */
public record AskDocument(
    String id,
    AskKind kind,
    String sessionId,
    String turnId,
    Optional<String> callId,
    String upstreamSessionId,
    Optional<String> permission,
    List<String> patterns,
    List<String> always,
    @Nullable JsonNode metadata,
    @Nullable JsonNode questions,
    AskState state,
    Optional<Decision> decision,
    Optional<String> message,
    Optional<List<List<String>>> answers,
    Optional<String> by,
    Instant askedAt,
    Instant expiresAt,
    Optional<Instant> decidedAt) {

  static AskDocument of(Ask ask) {
    boolean approval = ask.kind() == AskKind.APPROVAL;
    return new AskDocument(
        ask.id(),
        ask.kind(),
        ask.sessionId(),
        ask.turnId(),
        ask.callId(),
        ask.upstreamSessionId(),
        ask.permission(),
        approval ? ask.patterns() : List.of(),
        approval ? ask.always() : List.of(),
        approval ? ask.subject().path("metadata") : null,
        approval ? null : ask.subject().path("questions"),
        ask.state(),
        ask.decision(),
        ask.message(),
        ask.answers(),
        ask.decidedBy(),
        ask.askedAt(),
        ask.expiresAt(),
        ask.decidedAt());
  }
}
