package io.mooring.snapshot.restoring;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a restore is. */
public enum RestoreState {
  /** The workdir is saved, and the snapshot is brought back beside it: nothing has changed yet. */
  PREPARING,
  /** The new tree takes the workdir's place. */
  SWAPPING,
  /** It has it; the conversation is being brought in. */
  SWAPPED,
  /** It goes back to how it was. */
  UNDOING,
  DONE,
  /** Nothing has changed. */
  FAILED;

  public boolean hasEnded() {
    return this == DONE || this == FAILED;
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
