package io.mooring.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which rung of the ladder held when a session was opened. */
public enum OpenContext {
  /** Upstream has the session as it was. */
  EXISTING,
  /** Its history was copied into another one. */
  FORKED,
  /** Its history was brought back from what Mooring keeps. */
  RESTORED,
  /** It begins anew, without history. */
  FRESH;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
