package io.mooring.turn.reply;

import com.fasterxml.jackson.annotation.JsonValue;
import io.mooring.tool.ToolDisplay;
import java.util.List;
import java.util.Locale;

/** The reply as it is now, for a viewer who has just come. */
public record OpenReply(List<OpenPart> parts, List<ToolDisplay> tools) {
  public OpenReply {
    parts = List.copyOf(parts);
    tools = List.copyOf(tools);
  }

  /**
   * A part's text so far.
   *
   * @param offset where {@code text} begins in the part, in UTF-16 units: a delta that comes next
   *     has the offset after it
   */
  public record OpenPart(String partId, Kind kind, String text, int offset) {}

  /** What a part's text is. */
  public enum Kind {
    TEXT,
    REASONING;

    /** As the API writes it. */
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
