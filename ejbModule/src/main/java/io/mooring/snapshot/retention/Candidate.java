package io.mooring.snapshot.retention;

import java.time.Instant;

/**
 * A snapshot of a session, as retention sees it.
 *
 * @param number orders the session's snapshots as they were taken, whatever the clock did
 * @param takenAt by the clock of the node that took it
 */
public record Candidate(
    String id, long number, Instant takenAt, Purpose purpose, State state, boolean held) {

  /** Why it was taken, as far as its keeping depends on it. */
  public enum Purpose {
    /** On a schedule, after a turn, by hand. */
    REGULAR,
    BEFORE_RESTORE,
    BEFORE_DELETE
  }

  /** How far it came. */
  public enum State {
    TAKING,
    COMPLETE,
    /** It was complete, and a check has found damage. */
    DAMAGED,
    FAILED
  }

  boolean counts() {
    return state == State.COMPLETE && purpose == Purpose.REGULAR;
  }
}
