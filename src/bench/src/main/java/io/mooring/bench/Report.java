package io.mooring.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results as Markdown, printed as they come and put between two marks of a document. */
final class Report {
  private static final String BEGIN = "<!-- results: written by the benchmarks -->";
  private static final String END = "<!-- end of results -->";

  private final List<String> lines = new ArrayList<>();

  /** On what it runs. */
  void machine(String when) {
    line(
        "%s: %d cores, load average %.2f, benchmarks on Java %s (%s), %s",
        when,
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("java.version"),
        System.getProperty("java.vm.name"),
        System.getProperty("os.name"));
    line("");
  }

  void begin(String title) {
    line("### %s", title);
    line("");
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

  private void line(String format, Object... values) {
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
    Files.writeString(
        document,
        text.substring(0, begin + BEGIN.length())
            + "\n\n"
            + String.join("\n", lines).strip()
            + "\n\n"
            + text.substring(end));
  }
}
