package io.mooring.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who said a message. */
public enum MessageRole {
  USER,
  ASSISTANT;

  /** As the API writes it. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
