package io.mooring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes that a Mooring started for its agents, known by where they have their home. */
final class OpencodeProcesses {
  private OpencodeProcesses() {}

  /** All whose environment names a place below the data directory, grandchildren too. */
  static List<ProcessHandle> of(Path dataDirectory) {
    String home = "HOME=" + dataDirectory + "/servers/";
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .filter(pid -> environment(pid).contains(home))
          .map(pid -> ProcessHandle.of(Long.parseLong(pid)))
          .flatMap(Optional::stream)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String environment(String pid) {
    try {
      return Files.readString(Path.of("/proc", pid, "environ"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
