package io.mooring.tool;

/** Cuts strings without cutting a surrogate pair. */
final class Utf16 {
  private Utf16() {}

  /** At most so many UTF-16 units from the start. */
  static String head(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return text;
    }
    int end = Math.max(0, maxChars);
    return text.substring(0, splits(text, end) ? end - 1 : end);
  }

  /** The start that takes at most so many bytes as UTF-8. */
  static String headOfBytes(String text, int maxBytes) {
    int bytes = 0;
    int end = 0;
    while (end < text.length()) {
      int cp = text.codePointAt(end);
      bytes += bytes(cp);
      if (bytes > maxBytes) {
        break;
      }
      end += Character.charCount(cp);
    }
    return text.substring(0, end);
  }

  /** The end that takes at most so many bytes as UTF-8. */
  static String tailOfBytes(String text, int maxBytes) {
    int bytes = 0;
    int start = text.length();
    while (start > 0) {
      int cp = text.codePointBefore(start);
      bytes += bytes(cp);
      if (bytes > maxBytes) {
        break;
      }
      start -= Character.charCount(cp);
    }
    return text.substring(start);
  }

  private static boolean splits(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isHighSurrogate(text.charAt(at - 1))
        && Character.isLowSurrogate(text.charAt(at));
  }

  private static int bytes(int cp) {
    if (cp < 0x80) {
      return 1;
    }
    if (cp < 0x800) {
      return 2;
    }
    return cp < 0x10000 ? 3 : 4;
  }
}
