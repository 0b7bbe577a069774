package io.mooring.bench.snapshot;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs programs and tells how long they took. */
final class Shell {
  private static final Map<String, String> RESTIC =
      Map.of("RESTIC_PASSWORD", "benchmark", "LC_ALL", "C.UTF-8");

  private Shell() {}

  /** Nanoseconds that a command took, which must succeed. */
  static long run(Path work, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(RESTIC);
    builder.environment().put("RESTIC_CACHE_DIR", work.resolve("restic-cache").toString());
    File log = work.resolve("command.log").toFile();
    builder.redirectErrorStream(true).redirectOutput(log);
    long begun = System.nanoTime();
    int code = builder.start().waitFor();
    long took = System.nanoTime() - begun;
    if (code != 0) {
      throw new IOException(
          List.of(command) + " ended with " + code + ": " + Files.readString(log.toPath()));
    }
    return took;
  }

  static boolean has(String program) throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v " + program)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** The bytes of all files below a directory. */
  static long bytes(Path directory) throws IOException {
    long bytes = 0;
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
      }
    }
    return bytes;
  }
}
