package io.mooring.snapshot.capture;

import java.time.Duration;
import java.util.List;

/**
 * How a capture goes about it.
 *
 * @param excludes patterns in the syntax of .gitignore, from the workdir on; a later one wins
 * @param readEverything whether files that look unchanged are read, too: proof against a file
 *     system whose times can't be trusted
 * @param readers threads that read, compress and seal
 * @param level of zstd
 * @param mostEntries more fail the capture, for they could not be restored
 * @param deepest directories above a name
 * @param storeLimit for one call to the store
 * @param openLimit for opening a file and for each read
 * @param longest for the whole; what collects old packs waits longer
 */
public record CaptureOptions(
    List<String> excludes,
    boolean readEverything,
    int readers,
    int level,
    long mostEntries,
    int deepest,
    Duration storeLimit,
    Duration openLimit,
    Duration longest) {
  /** What can be made again and is never missed. A .git directory is kept. */
  public static final List<String> DEFAULT_EXCLUDES =
      List.of("node_modules/", "__pycache__/", ".venv/", "*.pyc", ".DS_Store");

  public static final CaptureOptions DEFAULT =
      new CaptureOptions(
          DEFAULT_EXCLUDES,
          false,
          2,
          1,
          100_000,
          128,
          Duration.ofMinutes(2),
          Duration.ofSeconds(30),
          Duration.ofHours(2));

  public CaptureOptions {
    excludes = List.copyOf(excludes);
    if (readers < 1 || mostEntries < 1 || deepest < 1) {
      throw new IllegalArgumentException("a capture needs a reader, an entry and a level");
    }
  }

  public CaptureOptions withExcludes(List<String> patterns) {
    return new CaptureOptions(
        patterns,
        readEverything,
        readers,
        level,
        mostEntries,
        deepest,
        storeLimit,
        openLimit,
        longest);
  }

  public CaptureOptions withReadEverything(boolean everything) {
    return new CaptureOptions(
        excludes, everything, readers, level, mostEntries, deepest, storeLimit, openLimit, longest);
  }

  public CaptureOptions withLimits(long entries, int depth) {
    return new CaptureOptions(
        excludes, readEverything, readers, level, entries, depth, storeLimit, openLimit, longest);
  }

  public CaptureOptions withTimes(Duration store, Duration open, Duration whole) {
    return new CaptureOptions(
        excludes, readEverything, readers, level, mostEntries, deepest, store, open, whole);
  }
}
