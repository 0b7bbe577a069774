package io.mooring.session;

import java.util.List;

/**
 * Upstream's patterns: {@code *} is any text, {@code ?} any character, and a pattern that ends in a
 * blank and {@code *} matches without these two as well. Linear in memory and never exponential,
 * for patterns are callers'.
 */
public final class Wildcard {
  private Wildcard() {}

  /** Whether the pattern matches a text, whatever characters that holds. */
  public static boolean matches(String pattern, String text) {
    return readings(pattern).stream().anyMatch(p -> matches(p, text, false));
  }

  /** Whether everything that the narrow pattern matches is surely matched by the wide one. */
  public static boolean covers(String wide, String narrow) {
    return readings(narrow).stream()
        .allMatch(n -> readings(wide).stream().anyMatch(w -> matches(w, n, true)));
  }

  /** Whether some text is matched by both patterns. */
  static boolean overlap(String one, String other) {
    return readings(one).stream().anyMatch(a -> readings(other).stream().anyMatch(b -> meet(a, b)));
  }

  private static List<String> readings(String pattern) {
    return pattern.endsWith(" *")
        ? List.of(pattern, pattern.substring(0, pattern.length() - 2))
        : List.of(pattern);
  }

  /**
   * Goes back to the last star only, which is enough.
   *
   * @param asPattern whether stars and question marks of the text stand for others: then only a
   *     star takes a star
   */
  private static boolean matches(String pattern, String text, boolean asPattern) {
    int p = 0;
    int star = -1;
    int resume = 0;
    for (int t = 0; t < text.length(); ) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && takes(pattern.charAt(p), text.charAt(t), asPattern)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean takes(char pattern, char text, boolean asPattern) {
    if (asPattern && text == '*') {
      return false;
    }
    return pattern == '?' || (pattern == text && !(asPattern && text == '?'));
  }

  /** Whether two patterns have a text in common: row by row, from the ends of both. */
  private static boolean meet(String one, String other) {
    boolean[] below = new boolean[other.length() + 1];
    for (int i = one.length(); i >= 0; i--) {
      boolean[] row = new boolean[other.length() + 1];
      for (int j = other.length(); j >= 0; j--) {
        boolean endOne = i == one.length();
        boolean endOther = j == other.length();
        char a = endOne ? 0 : one.charAt(i);
        char b = endOther ? 0 : other.charAt(j);
        if (endOne && endOther) {
          row[j] = true;
        } else if (!endOne && a == '*') {
          row[j] = below[j] || (!endOther && row[j + 1]);
        } else if (!endOther && b == '*') {
          row[j] = row[j + 1] || (!endOne && below[j]);
        } else {
          row[j] = !endOne && !endOther && (a == b || a == '?' || b == '?') && below[j + 1];
        }
      }
      below = row;
    }
    return below[0];
  }
}
