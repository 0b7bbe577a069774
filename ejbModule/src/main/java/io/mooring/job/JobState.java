package io.mooring.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far a run is. */
public enum JobState {
  /** The batch container has not said yet that it has it. */
  STARTING,
  RUNNING,
  /** Somebody asked it to stop. */
  STOPPING,
  COMPLETED,
  FAILED,
  STOPPED;

  static final List<JobState> UNFINISHED = List.of(STARTING, RUNNING, STOPPING);

  public boolean hasEnded() {
    return !UNFINISHED.contains(this);
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of that label, if there is one. */
  public static Optional<JobState> of(String label) {
    return Arrays.stream(values()).filter(state -> state.label().equals(label)).findFirst();
  }
}
