package io.mooring.session;

import java.util.Optional;

/**
 * What a new session begins with, when not with nothing.
 *
 * @param resumeCursor names a conversation that goes on in the new session
 * @param upstreamSessionId an upstream session that somebody else made and that becomes its own
 */
public record SessionOrigin(Optional<String> resumeCursor, Optional<String> upstreamSessionId) {
  public static final SessionOrigin NOTHING = new SessionOrigin(Optional.empty(), Optional.empty());

  public SessionOrigin {
    if (resumeCursor.isPresent() && upstreamSessionId.isPresent()) {
      throw new io.mooring.problem.InvalidValue(
          "resumeCursor", "A session is resumed or adopted, not both.");
    }
  }
}
