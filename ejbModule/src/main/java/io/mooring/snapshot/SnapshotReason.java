package io.mooring.snapshot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a snapshot was taken. */
public enum SnapshotReason {
  SCHEDULED,
  TURN_ENDED,
  /** Somebody asked for it. */
  MANUAL,
  /** Another snapshot is about to take the workdir's place. */
  BEFORE_RESTORE,
  /** The workdir is about to be removed. */
  BEFORE_DELETE;

  /** Whether something is lost for good without it. */
  boolean protects() {
    return this == BEFORE_RESTORE || this == BEFORE_DELETE;
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
