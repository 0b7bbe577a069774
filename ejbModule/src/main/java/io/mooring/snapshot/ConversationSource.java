package io.mooring.snapshot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a snapshot has its conversation from. */
public enum ConversationSource {
  /** The agent itself. */
  UPSTREAM,
  /** The agent could not be asked: from the newest export, with our own messages after it. */
  EXPORT,
  /** From our own messages alone. */
  MESSAGES,
  /** Nothing was said yet. */
  NONE;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
