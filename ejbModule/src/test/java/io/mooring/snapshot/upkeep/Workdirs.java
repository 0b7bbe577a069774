package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** Workdirs whose files change by halves. */
final class Workdirs {
  static final int FILES = 10;
  private static final int LENGTH = 20_000;

  private Workdirs() {}

  /** Writes the files from {@code first} on, with a content that goes by the version. */
  static void write(Path workdir, int first, int version) throws IOException {
    for (int i = first; i < FILES; i++) {
      byte[] content = new byte[LENGTH];
      new Random(1_000L * version + i).nextBytes(content);
      Trees.file(workdir, "dir" + i % 3 + "/file" + i, content);
    }
  }
}
