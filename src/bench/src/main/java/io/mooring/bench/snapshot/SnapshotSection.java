package io.mooring.bench.snapshot;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The section of the benchmarks' document that is this benchmark's own. */
final class SnapshotSection {
  private static final String BEGIN = "<!-- snapshots: written by their own benchmark -->";
  private static final String END = "<!-- end of snapshots -->";
  private static final double MB = 1e6;
  private static final double NO_AIM = Double.POSITIVE_INFINITY;

  private SnapshotSection() {}

  static void replace(Path document, String text) throws IOException {
    String all = Files.readString(document);
    int begin = all.indexOf(BEGIN);
    int end = all.indexOf(END);
    String section = BEGIN + "\n\n" + text + "\n" + END;
    Files.writeString(
        document,
        begin < 0 || end < begin
            ? all.stripTrailing() + "\n\n" + section + "\n"
            : all.substring(0, begin) + section + all.substring(end + END.length()));
  }

  static String text(
      Measured measured, int rounds, long bytes, long heapGrowth, boolean restic, boolean zstd) {
    StringBuilder text = new StringBuilder();
    line(text, "## f. Snapshots: Mooring's directory store, restic, tar");
    line(text, "");
    line(
        text,
        "Run by `mvn -q -DskipTests -Pbench-snapshots -pl src/bench -am package`; it needs no"
            + " server.");
    line(
        text,
        "Mooring syncs each pack and the manifest to disk, tar does not; a restore is synced by"
            + " none.");
    line(text, "");
    line(
        text,
        "%d files, %.0f MB, warm; %d rounds in turns, after one that doesn't count; %d processors,"
            + " load average %.2f at the end, Java %s. Medians, least and most in brackets.",
        GeneratedTree.FILES,
        bytes / MB,
        rounds,
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.version());
    if (!restic || !zstd) {
      line(text, "");
      line(text, "Missing here: %s%s.", restic ? "" : "restic ", zstd ? "" : "zstd");
    }
    line(text, "");
    line(text, "| | Mooring ms | restic ms | tar and zstd -3 ms | ratio | aimed at |");
    line(text, "|---|---:|---:|---:|---:|---:|");
    row(text, measured, "full", "full capture", "restic full", 0.5);
    row(text, measured, "full", "full capture", "tar full", 1.2);
    row(text, measured, "unchanged", "nothing changed", "restic unchanged", 0.25);
    row(text, measured, "edits", GeneratedTree.EDITS + " small edits", "restic edits", 0.25);
    row(text, measured, "restore", "restore", "restic restore", 0.5);
    row(text, measured, "restore", "restore", "tar restore", NO_AIM);
    line(text, "");
    line(text, "restic's opening alone: %s ms.", times(measured, "restic opening"));
    double own = measured.median("mooring edits bytes");
    double other = measured.median("restic edits bytes");
    line(
        text,
        "Added by the edits: %.0f bytes by Mooring, %.0f by restic, ratio %.2f, aimed at 1.1.",
        own,
        other,
        own / other);
    line(
        text, "Heap growth at most %.0f MB, aimed at 128; the heap may have 192.", heapGrowth / MB);
    return text.toString();
  }

  private static void row(
      StringBuilder text, Measured measured, String what, String shown, String other, double aim) {
    boolean tar = other.startsWith("tar");
    double ratio = measured.median("mooring " + what) / measured.median(other);
    line(
        text,
        "| %s | %s | %s | %s | %.2f%s | %s |",
        shown,
        times(measured, "mooring " + what),
        tar ? "" : times(measured, other),
        tar ? times(measured, other) : "",
        ratio,
        ratio > aim ? " **missed**" : "",
        aim == NO_AIM ? "" : String.format(Locale.ROOT, "%.2f", aim));
  }

  private static String times(Measured measured, String name) {
    return measured.has(name)
        ? String.format(
            Locale.ROOT,
            "%.0f (%.0f-%.0f)",
            measured.median(name) / MB,
            measured.least(name) / MB,
            measured.most(name) / MB)
        : "missing";
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
