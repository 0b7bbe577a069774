package io.mooring.session;

import java.util.Optional;
import java.util.stream.Stream;

/** Which sessions a list shows; an empty field asks for all. */
public record SessionFilter(
    Optional<SessionStatus> status,
    Optional<String> key,
    Optional<String> owner,
    Optional<String> threadId,
    Optional<String> upstreamSessionId,
    Optional<String> titleContains,
    Optional<Position> after) {

  /** Whether no session can be meant: no kept text holds U+0000, and PostgreSQL refuses to look. */
  boolean isInVain() {
    return Stream.of(key, owner, threadId, upstreamSessionId, titleContains)
        .flatMap(Optional::stream)
        .anyMatch(text -> text.indexOf('\0') >= 0);
  }

  /** The last row of the page before. */
  public record Position(long createdMs, String id) {}
}
