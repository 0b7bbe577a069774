package io.mooring.tool;

import io.mooring.tool.SafeText.Block;
import java.util.ArrayList;
import java.util.List;

/** Cuts clean text down to a number of bytes and lines, keeping its head and its tail. */
final class Blocks {
  private static final String GAP = "… cut …";
  private static final String GAP_LINE = "\n" + GAP + "\n";
  private static final String LINE_END = "…";

  private final int maxBytes;
  private final int maxLines;

  Blocks(int maxBytes, int maxLines) {
    this.maxBytes = maxBytes;
    this.maxLines = maxLines;
  }

  Block cut(String text) {
    String narrow = narrow(text);
    // Cutting bytes can make lines; cutting these again fits into what was left free for it.
    String shorter = fewerLines(fewerBytes(fewerLines(narrow)));
    return new Block(shorter, !shorter.equals(text));
  }

  private static String narrow(String text) {
    if (text.length() <= SafeText.MAX_LINE_BYTES / 3) {
      return text;
    }
    StringBuilder narrow = new StringBuilder(text.length());
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      narrow.append(narrowLine(text.substring(start, end)));
      if (end < text.length()) {
        narrow.append('\n');
      }
      start = end + 1;
    }
    return narrow.toString();
  }

  private static String narrowLine(String line) {
    if (line.length() <= SafeText.MAX_LINE_BYTES / 3
        || SafeText.bytes(line) <= SafeText.MAX_LINE_BYTES) {
      return line;
    }
    int room = SafeText.MAX_LINE_BYTES - SafeText.bytes(LINE_END);
    return Utf16.headOfBytes(line, room) + LINE_END;
  }

  private String fewerLines(String text) {
    if (maxLines == Integer.MAX_VALUE) {
      return text;
    }
    boolean closed = text.endsWith("\n");
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.size() <= maxLines) {
      return text;
    }
    int head = maxLines / 2;
    int tail = maxLines - head - 1;
    List<String> kept = new ArrayList<>(lines.subList(0, head));
    kept.add(GAP);
    kept.addAll(lines.subList(lines.size() - tail, lines.size()));
    return String.join("\n", kept) + (closed ? "\n" : "");
  }

  private String fewerBytes(String text) {
    if (text.length() <= maxBytes / 3 || SafeText.bytes(text) <= maxBytes) {
      return text;
    }
    int room = maxBytes - 2 * SafeText.bytes(GAP_LINE);
    if (room < 2) {
      return Utf16.headOfBytes(text, maxBytes);
    }
    return Utf16.headOfBytes(text, room / 2) + GAP_LINE + Utf16.tailOfBytes(text, room - room / 2);
  }
}
