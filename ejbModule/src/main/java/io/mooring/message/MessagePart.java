package io.mooring.message;

import com.fasterxml.jackson.annotation.JsonValue;
import io.mooring.tool.ToolDisplay;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A part of a message as the API shows it; which members are there depends on the type. Parts that
 * say nothing to people, such as the beginning of a step, are left out.
 *
 * @param text of a text or a reasoning
 * @param synthetic of a text: whether upstream added it, for example a file's content
 * @param tool of a tool call
 * @param name of a file, if it has one; its content is not given back here
 * @param mediaType of a file
 */
public record MessagePart(
    Type type,
    @Nullable String text,
    @Nullable Boolean synthetic,
    @Nullable ToolDisplay tool,
    @Nullable String name,
    @Nullable String mediaType) {
  /** What a part is. */
  public enum Type {
    TEXT,
    REASONING,
    TOOL,
    FILE;

    /** As the API writes it. */
    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static MessagePart text(String text, boolean synthetic) {
    return new MessagePart(Type.TEXT, text, synthetic, null, null, null);
  }

  static MessagePart reasoning(String text) {
    return new MessagePart(Type.REASONING, text, null, null, null, null);
  }

  static MessagePart tool(ToolDisplay tool) {
    return new MessagePart(Type.TOOL, null, null, tool, null, null);
  }

  static MessagePart file(@Nullable String name, String mediaType) {
    return new MessagePart(Type.FILE, null, null, null, name, mediaType);
  }

  /** Whether it is what the user or the agent themselves said. */
  boolean isOwnText() {
    return type == Type.TEXT && !Boolean.TRUE.equals(synthetic);
  }
}
