package io.mooring.worktree;

import java.util.ArrayList;
import java.util.List;

/** Findings while they are counted; names come from the agent, so they are cleaned and cut. */
final class Found {
  static final int MOST_ITEMS = 20;
  private static final int MOST_CHARS = 200;

  private final List<String> items = new ArrayList<>();
  private int count;

  void add(String item) {
    count++;
    if (items.size() < MOST_ITEMS) {
      items.add(cleaned(item));
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  WorktreeReport.Findings findings() {
    return new WorktreeReport.Findings(count, items);
  }

  /** Without what steers a terminal or turns the direction of writing. */
  private static String cleaned(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(MOST_CHARS)
        .map(c -> isShown(c) ? c : '\uFFFD')
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isShown(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}
