package io.mooring.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a session is in its life. */
public enum SessionStatus {
  /** Made here, not yet upstream. */
  NEW,
  /** Somebody is opening it upstream. */
  OPENING,
  /** Open, nothing runs. */
  IDLE,
  /** A turn runs. */
  BUSY,
  /** A turn waits for the model to answer again. */
  RETRYING,
  /** Its server died in the middle of a turn. */
  CRASHED,
  /** Ended; the row is kept. */
  CLOSED;

  /** Whether a turn runs. */
  public boolean isRunning() {
    return this == BUSY || this == RETRYING;
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
