package io.mooring.bench.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * 20,000 files of about 250 MB in 1,000 directories, always the same: six of seven are words, the
 * seventh random; most are some KiB long, twenty are 3 MiB.
 */
final class GeneratedTree {
  static final int FILES = 20_000;
  static final int EDITS = 22;

  private static final int FILES_A_FOLDER = 20;
  private static final int FOLDERS_A_TOP = 20;
  private static final int LARGE_EVERY = 1_000;
  private static final int LARGE_BYTES = 3 * 1024 * 1024;
  private static final int WORDS = 4_000;

  private final Path root;
  private final Random random = new Random(7);
  private final String[] words = new String[WORDS];

  GeneratedTree(Path root) {
    this.root = root;
    for (int i = 0; i < WORDS; i++) {
      StringBuilder word = new StringBuilder();
      for (int letters = 2 + random.nextInt(8); letters > 0; letters--) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words[i] = word.append(random.nextInt(12) == 0 ? '\n' : ' ').toString();
    }
  }

  /** Makes it, unless it is there. How many bytes it has. */
  long make() throws IOException {
    long bytes = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] content = content(i);
      bytes += content.length;
      Path file = file(i);
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
      }
    }
    return bytes;
  }

  private byte[] content(int number) {
    int length =
        number % LARGE_EVERY == 0
            ? LARGE_BYTES
            : (int) Math.min(500_000, Math.exp(8.65 + 1.1 * random.nextGaussian()));
    byte[] content = new byte[length];
    if (number % 7 == 0) {
      random.nextBytes(content);
      return content;
    }
    for (int at = 0; at < length; ) {
      byte[] word = words[random.nextInt(WORDS)].getBytes(StandardCharsets.US_ASCII);
      int part = Math.min(word.length, length - at);
      System.arraycopy(word, 0, content, at, part);
      at += part;
    }
    return content;
  }

  private Path file(int number) {
    int folder = number / FILES_A_FOLDER;
    return root.resolve(
        String.format(
            "m%02d/p%02d/f%02d.txt",
            folder / FOLDERS_A_TOP, folder % FOLDERS_A_TOP, number % FILES_A_FOLDER));
  }

  /** Appends a line to small files all over the tree, others each time. */
  void edit(int round) throws IOException {
    for (int i = 0; i < EDITS; i++) {
      Files.writeString(
          file((i * 907 + round * 31 + 1) % FILES),
          "edit " + round + "\n",
          StandardOpenOption.APPEND);
    }
  }

  Path root() {
    return root;
  }
}
