package io.mooring.approval;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far an ask is. */
public enum AskState {
  /** Nobody has decided yet. */
  OPEN,
  /** Decided; upstream may not have heard of it yet. */
  DECIDED,
  /** Decided, and upstream has it or waits no more. */
  SENT,
  /** The agent waits no more, and nobody decided. */
  STALE;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
