package io.mooring.snapshot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a snapshot is in its life. */
public enum SnapshotState {
  /** Somebody captures it. */
  TAKING,
  /** It is whole and in the store. */
  COMPLETE,
  /** There is none; what was stored of it is collected. */
  FAILED,
  /** It is to be deleted: nobody sees it, and prune sweeps it away. */
  DELETING;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
