package io.mooring.snapshot;

import java.util.Optional;

/**
 * A session at one moment of a capture.
 *
 * @param upstreamSessionId the conversation, if there is one
 * @param busy whether a turn runs
 * @param turns how many turns it has had
 * @param seq the last one of its feed
 * @param endState how its last turn ended, unless one runs
 */
record SessionMoment(
    Optional<String> upstreamSessionId,
    boolean busy,
    long turns,
    long seq,
    Optional<EndState> endState) {
  /** Whether nothing was said between the two. */
  boolean isQuietUntil(SessionMoment later) {
    return !busy
        && !later.busy
        && turns == later.turns
        && upstreamSessionId.equals(later.upstreamSessionId);
  }
}
