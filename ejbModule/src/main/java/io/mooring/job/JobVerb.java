package io.mooring.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What somebody did with a run. */
public enum JobVerb {
  START,
  STOP,
  RESTART,
  /** A node went on with what another had left. */
  TAKE_OVER;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
