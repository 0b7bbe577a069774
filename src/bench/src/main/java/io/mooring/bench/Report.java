package io.mooring.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The results as Markdown, printed as they come and put between two marks of a document. A section
 * there whose measurement this run left out stays.
 */
final class Report {
  private static final String BEGIN = "<!-- results: written by the benchmarks -->";
  private static final String END = "<!-- end of results -->";
  private static final String HEADING = "### ";

  private final List<String> lines = new ArrayList<>();

  /** Begins a section; its title begins with the measurement's letter. */
  void section(String title) {
    line(HEADING + "%s", title);
    line("");
    line(
        "%d cores, load average %.2f, %.0f ns a random read, Java %s, %s",
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        MemoryPace.nanosAStep(),
        System.getProperty("java.version"),
        System.getProperty("os.name"));
    line("");
  }

  /** Begins a section with a table. */
  void begin(String title) {
    section(title);
    line("| | count | p50 ms | p90 ms | p99 ms | max ms |");
    line("|---|---:|---:|---:|---:|---:|");
  }

  void row(String name, Samples samples) {
    line(
        "| %s | %d | %.2f | %.2f | %.2f | %.2f |",
        name,
        samples.count(),
        samples.medianMs(),
        samples.percentileMs(90),
        samples.percentileMs(99),
        samples.percentileMs(100));
  }

  void end() {
    line("");
  }

  /** What was aimed at and what was reached. */
  void target(boolean reached, String text, Object... values) {
    line("%s: %s.", reached ? "Reached" : "**Missed**", String.format(Locale.ROOT, text, values));
    line("");
  }

  void note(String text, Object... values) {
    line("%s", String.format(Locale.ROOT, text, values));
    line("");
  }

  /** What is only said, and stands in no section. */
  void say(String text) {
    System.out.println(text);
  }

  /** One line of a section, such as a row of a table. */
  void line(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values);
    lines.add(line);
    System.out.println(line);
  }

  /** Puts the results in place of the last ones. */
  void writeInto(Path document) throws IOException {
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException("no marks for the results in " + document);
    }
    Map<Character, String> sections = sections(text.substring(begin + BEGIN.length(), end));
    sections.putAll(sections(String.join("\n", lines)));
    Files.writeString(
        document,
        text.substring(0, begin + BEGIN.length())
            + "\n\n"
            + String.join("\n\n", sections.values())
            + "\n\n"
            + text.substring(end));
  }

  /** By its letter all that was measured under it. */
  private static Map<Character, String> sections(String text) {
    Map<Character, String> found = new TreeMap<>();
    for (String section : ("\n" + text).split("\n(?=" + HEADING + ")", -1)) {
      if (section.startsWith(HEADING)) {
        found.merge(
            section.charAt(HEADING.length()),
            section.strip(),
            (one, other) -> one + "\n\n" + other);
      }
    }
    return found;
  }
}
