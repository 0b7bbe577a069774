package io.mooring.approval;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What was decided about an ask. */
public enum Decision {
  /** Allowed this time. */
  ONCE,
  /** Allowed for the rest of the session; upstream is told once. */
  ALWAYS,
  /** Refused. */
  REJECT,
  /** A question was answered. */
  ANSWER;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
