package io.mooring.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files and directories that nobody but their owner can read. */
final class OwnerOnly {
  private OwnerOnly() {}

  /** Makes the directory and its parents; one that is there is closed to others. */
  static Path directory(Path directory) throws IOException {
    var permissions = PosixFilePermissions.fromString("rwx------");
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(permissions));
    Files.setPosixFilePermissions(directory, permissions);
    return directory;
  }

  /** Writes the whole file or nothing: readers see the old content or the new one. */
  static void write(Path file, String text) throws IOException {
    Path beside = Files.createTempFile(file.getParent(), ".writing", ""); // made 0600 by the JDK
    try {
      Files.writeString(beside, text, StandardCharsets.UTF_8);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** Deletes a file, or a directory with all in it, if it is there; links are not followed. */
  static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> entries = Files.walk(root)) {
      all = entries.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : all) {
      Files.deleteIfExists(entry);
    }
  }
}
