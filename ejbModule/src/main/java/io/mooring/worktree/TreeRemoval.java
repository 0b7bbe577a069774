package io.mooring.worktree;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes a tree that somebody else may still write in. Names are removed from the handle of their
 * directory, which is never reached through a link: what a link leads to is left alone, whenever
 * the link was put there. Directories deeper than {@value #MOST_OPEN} are moved to the top first,
 * so that no depth runs out of handles.
 */
public final class TreeRemoval {
  private static final int MOST_OPEN = 64;

  /** Somebody fills the directory as fast as it is emptied. */
  private static final int MOST_IDLE_ROUNDS = 8;

  /** Each goes {@value #MOST_OPEN} directories deeper. */
  private static final int MOST_ROUNDS = 10_000;

  private final SecureDirectoryStream<Path> top;
  private final Path topPath;
  private final String mark = Long.toHexString(new SecureRandom().nextLong()) + '-';
  private long moved;

  private TreeRemoval(SecureDirectoryStream<Path> top, Path topPath) {
    this.top = top;
    this.topPath = topPath;
  }

  /** Removes what has this name, with all that is in it; nothing happens when there is nothing. */
  public static void remove(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(path);
      return;
    }
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("the root directory is not removed");
    }
    try (SecureDirectoryStream<Path> above = open(parent);
        SecureDirectoryStream<Path> top = below(above, path.getFileName(), path)) {
      new TreeRemoval(top, path).empty(top, path, 1);
      above.deleteDirectory(path.getFileName());
    }
  }

  @SuppressWarnings("StreamResourceLeak") // The caller closes it.
  private static SecureDirectoryStream<Path> open(Path path) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(path);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("the file system has no directory handles");
  }

  private void empty(SecureDirectoryStream<Path> folder, Path path, int depth) throws IOException {
    for (Path name : names(folder)) {
      removeOne(folder, name, path.resolve(name), depth);
    }
    if (depth == 1) {
      emptyWhatWasMovedUp();
    }
  }

  private void emptyWhatWasMovedUp() throws IOException {
    Path self = topPath.getFileSystem().getPath(".");
    int idle = 0;
    for (int round = 0; round < MOST_ROUNDS && idle < MOST_IDLE_ROUNDS; round++) {
      try (SecureDirectoryStream<Path> again = top.newDirectoryStream(self)) {
        List<Path> left = names(again);
        if (left.isEmpty()) {
          return;
        }
        long before = moved;
        for (Path name : left) {
          removeOne(again, name, topPath.resolve(name), 1);
        }
        idle = moved == before ? idle + 1 : 0;
      }
    }
  }

  private static List<Path> names(SecureDirectoryStream<Path> folder) throws IOException {
    List<Path> names = new ArrayList<>();
    try {
      for (Path entry : folder) {
        names.add(entry.getFileName());
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  private void removeOne(SecureDirectoryStream<Path> folder, Path name, Path path, int depth)
      throws IOException {
    try {
      boolean directory =
          folder
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes()
              .isDirectory();
      if (!directory) {
        folder.deleteFile(name);
        return;
      }
      if (depth >= MOST_OPEN) {
        folder.move(name, top, topPath.getFileSystem().getPath(".mooring-deep-" + mark + moved++));
        return;
      }
      try (SecureDirectoryStream<Path> inner = below(folder, name, path)) {
        empty(inner, path, depth + 1);
      }
      folder.deleteDirectory(name);
    } catch (NoSuchFileException e) {
      // Somebody was faster, which is as well.
      System.getLogger(TreeRemoval.class.getName())
          .log(System.Logger.Level.DEBUG, "It was gone already.", e);
    }
  }

  /** Opens a directory; one that keeps even its owner out is opened up first. */
  private static SecureDirectoryStream<Path> below(
      SecureDirectoryStream<Path> folder, Path name, Path path) throws IOException {
    try {
      return folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    } catch (AccessDeniedException e) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new NotDirectoryException(path.toString());
      }
      // By path, for Java opens what it changes the mode of, and this can't be opened.
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      return folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
