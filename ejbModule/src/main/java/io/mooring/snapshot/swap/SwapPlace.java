package io.mooring.snapshot.swap;

import java.nio.file.Path;

/**
 * Where a swap happens: all names are in one directory, so that each move is one rename.
 *
 * @param workdir the name that shall stand for the new tree; absolute
 * @param mark tells the swap's names from those of others; plain characters that nobody guesses
 */
public record SwapPlace(Path workdir, String mark) {
  private static final String STAGED = ".mooring-restore-";
  private static final String OLD = ".mooring-old-";
  private static final String STRAY = ".mooring-stray-";

  public SwapPlace {
    if (!workdir.isAbsolute() || workdir.getParent() == null || workdir.getFileName() == null) {
      throw new IllegalArgumentException("a workdir is absolute and has a directory above it");
    }
    if (!mark.matches("[0-9a-z_]{8,64}")) {
      throw new IllegalArgumentException("a mark is 8 to 64 plain characters");
    }
  }

  public Path parent() {
    return workdir.getParent();
  }

  /** Where the new tree is made, and where it goes when it is taken back. */
  public Path staged() {
    return parent().resolve(STAGED + mark);
  }

  /** Where the tree that was there waits until it may go. */
  public Path old() {
    return parent().resolve(OLD + mark);
  }

  /** What somebody has put in the workdir's place while it was empty. */
  Path stray(int number) {
    return parent().resolve(STRAY + mark + '-' + number);
  }
}
