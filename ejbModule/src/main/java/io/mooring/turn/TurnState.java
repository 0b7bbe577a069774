package io.mooring.turn;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a turn is in its life. */
public enum TurnState {
  /** Waits for its session's earlier turns. */
  QUEUED,
  /** Somebody runs it. */
  RUNNING,
  /** The agent came to an end. */
  COMPLETED,
  /** Something went wrong. */
  FAILED,
  /** Somebody asked for its end. */
  ABORTED,
  /** The agent was silent for too long. */
  TIMED_OUT,
  /** Upstream died in the middle of it. */
  INTERRUPTED;

  public boolean hasEnded() {
    return this != QUEUED && this != RUNNING;
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
