package io.mooring.snapshot.restore;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import org.jspecify.annotations.Nullable;

/**
 * A fresh directory beside a target, which nobody else can enter, and what its file system does.
 */
final class StagingArea {
  private static final String PREFIX = ".mooring-restore-";

  private final Path directory;

  private StagingArea(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes the directory in the target's own parent, so that a rename can swap them.
   *
   * @param mark tells it from others; plain characters
   */
  static StagingArea beside(Path target, String mark) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("the root directory can't be restored");
    }
    return at(parent.toRealPath().resolve(PREFIX + mark));
  }

  /** Makes the directory under this name, which nothing may have. */
  static StagingArea at(Path directory) throws IOException {
    Files.createDirectory(directory, Modes.attribute(0700));
    return new StagingArea(directory);
  }

  Path directory() {
    return directory;
  }

  /** Whether names that differ in case or in Unicode form are one file here. */
  boolean folds() throws IOException {
    return isSame("mooring-probe", "MOORING-PROBE") || isSame("\u00e9", "e\u0301");
  }

  private boolean isSame(String one, String other) throws IOException {
    Path made = Files.createFile(directory.resolve(one));
    try {
      return Files.exists(directory.resolve(other), LinkOption.NOFOLLOW_LINKS);
    } finally {
      Files.delete(made);
    }
  }

  /** The permission bits that the process's umask takes away from what it makes. */
  int masked() throws IOException {
    Path made = Files.createFile(directory.resolve("mooring-probe"), Modes.attribute(0777));
    try {
      Integer mode = (Integer) Files.getAttribute(made, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return 0777 & ~mode;
    } finally {
      Files.delete(made);
    }
  }

  /** Deletes it with all that is in it; links are deleted, not followed. */
  void discard() throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            // Restored modes may keep even their owner out.
            Files.getFileAttributeView(
                    folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(Modes.permissions(0700));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
