package io.mooring.host;

import io.mooring.report.Secrets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines that a server printed, cleaned by {@link Secrets}. Safe for any thread. */
final class ServerLog {
  static final int MOST_LINES = 500;
  static final int LONGEST_LINE_CHARS = 2_000;

  private final Deque<String> lines = new ArrayDeque<>(MOST_LINES);

  /** Adds a line, shortened to {@link #LONGEST_LINE_CHARS}. */
  synchronized void add(String cleanLine) {
    if (lines.size() == MOST_LINES) {
      lines.removeFirst();
    }
    lines.addLast(
        cleanLine.length() <= LONGEST_LINE_CHARS
            ? cleanLine
            : cleanLine.substring(0, LONGEST_LINE_CHARS) + "…");
  }

  /** The newest lines, oldest of them first. */
  synchronized List<String> last(int most) {
    return lines.stream().skip(Math.max(0, lines.size() - most)).toList();
  }
}
