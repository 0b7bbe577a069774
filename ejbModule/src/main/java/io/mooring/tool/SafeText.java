package io.mooring.tool;

import java.nio.charset.StandardCharsets;

/**
 * Makes text that an agent, a tool or a model's server wrote fit to be shown, stored and logged. No
 * answer holds a control character other than line feed and tab, a terminal escape, a bidirectional
 * control or half a surrogate pair; what was one is U+FFFD. Cleaning what is clean changes nothing.
 */
public final class SafeText {
  /** Of one line of a block, as UTF-8; what is longer loses its end. */
  public static final int MAX_LINE_BYTES = 4 * 1024;

  private static final char REPLACEMENT = '\uFFFD';
  private static final String ELLIPSIS = "…";

  private SafeText() {}

  /** A block of text and whether some of it was left out. */
  public record Block(String text, boolean cut) {}

  /**
   * One line for a label or a log: white space becomes single blanks, invisible characters go, and
   * what is longer than the limit ends in an ellipsis.
   *
   * @param maxChars UTF-16 units, the ellipsis among them
   */
  public static String line(String text, int maxChars) {
    // A label shows little of a long text: the rest needs no cleaning.
    String start = Utf16.head(text, Math.max(64 * 1024, 8 * maxChars));
    StringBuilder line = new StringBuilder();
    boolean blank = false;
    for (int cp : (Iterable<Integer>) TerminalText.strip(start).codePoints()::iterator) {
      if (Character.isWhitespace(cp) || Character.isSpaceChar(cp)) {
        blank = line.length() > 0;
      } else if (!invisible(cp)) {
        if (blank) {
          line.append(' ');
          blank = false;
        }
        line.appendCodePoint(safe(cp));
      }
      if (line.length() > maxChars) {
        break;
      }
    }
    if (line.length() <= maxChars) {
      return line.toString();
    }
    return maxChars <= 0 ? "" : Utf16.head(line.toString(), maxChars - 1).strip() + ELLIPSIS;
  }

  /** Like {@link #block(String, int, int)}, with as many lines as fit. */
  public static String block(String text, int maxBytes) {
    return block(text, maxBytes, Integer.MAX_VALUE).text();
  }

  /**
   * Text of several lines. Of one that is too long the head and the tail are kept, and a line
   * between them says that something is missing.
   *
   * @param maxBytes of the answer as UTF-8, that line included
   * @param maxLines of the answer, that line included; at least 3
   */
  public static Block block(String text, int maxBytes, int maxLines) {
    Blocks blocks = new Blocks(maxBytes, maxLines);
    return blocks.cut(clean(text));
  }

  /** The whole text, cleaned and never cut. Carriage returns become line feeds. */
  public static String clean(String text) {
    String stripped = TerminalText.strip(text);
    StringBuilder clean = new StringBuilder(stripped.length());
    for (int i = 0; i < stripped.length(); ) {
      int cp = stripped.codePointAt(i);
      i += Character.charCount(cp);
      if (cp == '\r') {
        if (i >= stripped.length() || stripped.charAt(i) != '\n') {
          clean.append('\n');
        }
      } else if (cp == '\u2028' || cp == '\u2029') {
        clean.append('\n');
      } else {
        clean.appendCodePoint(safe(cp));
      }
    }
    return clean.toString();
  }

  /**
   * The text with each bad UTF-16 unit replaced by one other: its length stays, so it can be done
   * piece by piece as long as no surrogate pair is cut. A terminal escape loses only its power, not
   * its letters; a carriage return becomes a blank.
   */
  public static String sameLength(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(cp -> safe.appendCodePoint(cp == '\r' ? ' ' : safe(cp)));
    return safe.toString();
  }

  /** Whether a code point may stand in a block. */
  static boolean allowed(int cp) {
    boolean control = cp != '\n' && cp != '\t' && Character.isISOControl(cp);
    return !control && !bidi(cp) && !(cp >= 0xD800 && cp <= 0xDFFF);
  }

  /** Whether a code point takes no room and so could hide something in a label. */
  static boolean invisible(int cp) {
    if (bidi(cp)) {
      return false;
    }
    return Character.getType(cp) == Character.FORMAT
        || cp == 0x034F
        || cp == 0x115F
        || cp == 0x1160
        || cp == 0x17B4
        || cp == 0x17B5
        || cp == 0x3164
        || cp == 0xFFA0
        || (cp >= 0xFE00 && cp <= 0xFE0F)
        || (cp >= 0xE0000 && cp <= 0xE0FFF);
  }

  private static boolean bidi(int cp) {
    return cp == 0x061C
        || cp == 0x200E
        || cp == 0x200F
        || (cp >= 0x202A && cp <= 0x202E)
        || (cp >= 0x2066 && cp <= 0x2069);
  }

  private static int safe(int cp) {
    return allowed(cp) ? cp : REPLACEMENT;
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
