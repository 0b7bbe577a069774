package io.mooring.approval;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What sort of thing is asked. */
public enum AskKind {
  /** Whether the agent may do something. */
  APPROVAL,
  /** What the user wants. */
  QUESTION;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
