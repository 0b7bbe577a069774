package io.mooring.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads a process's output to its end, whatever comes; keeps the beginning of overlong lines. */
final class LineReader {
  /** Longer than {@link ServerLog#LONGEST_LINE_CHARS}, so that no secret is shown in halves. */
  private static final int LONGEST_LINE_CHARS = 16 * 1024;

  private LineReader() {}

  static void drain(InputStream output, Consumer<String> lines) {
    try (Reader reader =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      for (int next = reader.read(); next >= 0; next = reader.read()) {
        if (next == '\n') {
          lines.accept(line.toString().stripTrailing());
          line.setLength(0);
        } else if (line.length() < LONGEST_LINE_CHARS) {
          line.append((char) next);
        }
      }
      if (!line.isEmpty()) {
        lines.accept(line.toString().stripTrailing());
      }
    } catch (IOException e) {
      lines.accept("(the output ended: " + e.getMessage() + ")");
    }
  }
}
