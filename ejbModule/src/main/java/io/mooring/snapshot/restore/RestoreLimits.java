package io.mooring.snapshot.restore;

/**
 * What a restore takes from a manifest, however authentic.
 *
 * @param mostEntries names
 * @param mostBytes of all files together
 * @param deepest directories above a name
 */
public record RestoreLimits(
    long mostEntries, long mostBytes, int deepest, Clashes clashes, OutsideLinks outsideLinks) {
  public static final RestoreLimits DEFAULT =
      new RestoreLimits(
          100_000, 100L * 1024 * 1024 * 1024, 128, Clashes.AS_THE_FILE_SYSTEM, OutsideLinks.KEEP);

  public RestoreLimits withMost(long entries, long bytes, int depth) {
    return new RestoreLimits(entries, bytes, depth, clashes, outsideLinks);
  }

  public RestoreLimits with(Clashes clashes, OutsideLinks outsideLinks) {
    return new RestoreLimits(mostEntries, mostBytes, deepest, clashes, outsideLinks);
  }

  /** Names in one directory that differ only in case or in their Unicode form. */
  public enum Clashes {
    /** They are two files where the file system says so, and refused where it doesn't. */
    AS_THE_FILE_SYSTEM,
    REFUSE
  }

  /** Links whose target is absolute or leads above the workdir. */
  public enum OutsideLinks {
    /** Restored as they were, never followed, and told of in the report. */
    KEEP,
    REFUSE
  }
}
