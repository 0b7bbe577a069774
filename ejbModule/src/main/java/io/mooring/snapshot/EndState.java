package io.mooring.snapshot;

import com.fasterxml.jackson.annotation.JsonValue;
import io.mooring.turn.TurnState;
import java.util.Locale;
import java.util.Optional;

/** How the session's last turn had ended when a snapshot was taken. */
public enum EndState {
  DONE,
  FAILED,
  CANCELLED;

  /** None while it waits or runs. */
  static Optional<EndState> of(TurnState state) {
    return switch (state) {
      case QUEUED, RUNNING -> Optional.empty();
      case COMPLETED -> Optional.of(DONE);
      case FAILED, TIMED_OUT, INTERRUPTED -> Optional.of(FAILED);
      case ABORTED -> Optional.of(CANCELLED);
    };
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
