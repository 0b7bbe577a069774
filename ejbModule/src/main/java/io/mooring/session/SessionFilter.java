package io.mooring.session;

import java.util.Optional;

/** Which sessions a list shows; an empty field asks for all. */
public record SessionFilter(
    Optional<SessionStatus> status,
    Optional<String> key,
    Optional<String> owner,
    Optional<String> threadId,
    Optional<String> upstreamSessionId,
    Optional<String> titleContains,
    Optional<Position> after) {

  /** The last row of the page before. */
  public record Position(long createdMs, String id) {}
}
