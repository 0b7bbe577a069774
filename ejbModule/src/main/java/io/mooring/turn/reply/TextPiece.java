package io.mooring.turn.reply;

import io.mooring.tool.SafeText;

/** The text of one part as it grows: filtered, safe and bounded. */
final class TextPiece {
  /** Of one part, in UTF-16 units; what comes after is replaced by {@link #CUT}. */
  static final int MAX_CHARS = 1024 * 1024;

  static final String CUT = "\n… cut …";

  private final StringBuilder text = new StringBuilder();
  private final TextFilter.Stream stream;
  private String half = "";
  private boolean cut;
  private boolean whole;

  TextPiece(TextFilter filter) {
    this.stream = filter.open();
  }

  /** The whole text as it's shown. */
  static String shown(TextFilter filter, String raw) {
    String text = SafeText.sameLength(filter.apply(raw));
    return text.length() <= MAX_CHARS ? text : head(text, MAX_CHARS) + CUT;
  }

  String text() {
    return text.toString();
  }

  int length() {
    return text.length();
  }

  /** Whether the text has been completed, so that deltas come too late. */
  boolean whole() {
    return whole;
  }

  /**
   * Adds a delta and answers what is new in the shown text; may be empty.
   *
   * @param allowance what the part may hold in all, in UTF-16 units
   */
  String push(String delta, int allowance) {
    if (whole || cut) {
      return "";
    }
    String piece = half + stream.push(delta);
    half = "";
    if (!piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1))) {
      half = piece.substring(piece.length() - 1);
      piece = piece.substring(0, piece.length() - 1);
    }
    return append(SafeText.sameLength(piece), Math.min(allowance, MAX_CHARS) - text.length());
  }

  /** Begins with what an earlier runner has shown. */
  void recall(String shown) {
    text.append(shown);
  }

  /**
   * Sets the whole text and answers what is new at its end; empty where it isn't a continuation.
   *
   * @param allowance what the part may hold in all, in UTF-16 units
   */
  String complete(String shown, int allowance) {
    whole = true;
    String bounded = shown;
    if (shown.length() > Math.min(allowance, MAX_CHARS + CUT.length())) {
      bounded = head(shown, Math.max(0, allowance)) + CUT;
    }
    String tail = bounded.startsWith(text()) ? bounded.substring(text.length()) : "";
    text.setLength(0);
    text.append(bounded);
    return tail;
  }

  private String append(String piece, int room) {
    String added = piece;
    if (piece.length() > room) {
      cut = true;
      added = head(piece, Math.max(0, room)) + CUT;
    }
    text.append(added);
    return added;
  }

  /** At most so many units, never half a pair. */
  private static String head(String text, int chars) {
    boolean splits = chars > 0 && Character.isHighSurrogate(text.charAt(chars - 1));
    return text.substring(0, splits ? chars - 1 : chars);
  }
}
