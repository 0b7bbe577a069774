package io.mooring.file;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a call did. */
public enum FileEventType {
  READ,
  WRITE,
  EDIT,
  PATCH,
  BASH;

  /** As the API writes it. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a tool of upstream's does; empty for those that have nothing to do with files. */
  static Optional<FileEventType> ofTool(String tool) {
    return switch (tool) {
      case "multiedit" -> Optional.of(EDIT);
      case "apply_patch" -> Optional.of(PATCH);
      default -> Arrays.stream(values()).filter(type -> type.label().equals(tool)).findFirst();
    };
  }
}
