package io.mooring.session;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Removes a directory with all in it by names in the handles of open directories: a link is
 * removed, never followed, whoever puts it there meanwhile. What is deep is brought up first, so
 * that no tree is too deep.
 */
final class FolderRemoval {
  private static final int DEEPEST = 64;

  private final SecureDirectoryStream<Path> root;
  private long moved;

  private FolderRemoval(SecureDirectoryStream<Path> root) {
    this.root = root;
  }

  /** Removes it; one that is not there is removed already. */
  static void remove(Path folder) throws IOException {
    Path parent = folder.getParent();
    Path name = folder.getFileName();
    if (parent == null || name == null) {
      throw new FileSystemException(folder.toString(), null, "can't be removed");
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
      SecureDirectoryStream<Path> above = secure(stream);
      if (!isFolder(above, name)) {
        throw new FileSystemException(folder.toString(), null, "is no directory");
      }
      boolean deep = true;
      while (deep) {
        try (SecureDirectoryStream<Path> opened =
            above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          FolderRemoval removal = new FolderRemoval(opened);
          removal.empty(opened, 0);
          deep = removal.moved > 0;
        }
      }
      above.deleteDirectory(name);
    } catch (NoSuchFileException e) {
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  private void empty(SecureDirectoryStream<Path> folder, int depth) throws IOException {
    List<Path> names = new ArrayList<>();
    for (Path child : folder) {
      names.add(child.getFileName());
    }
    for (Path name : names) {
      if (!isFolder(folder, name)) {
        folder.deleteFile(name);
      } else if (depth >= DEEPEST) {
        folder.move(name, root, Path.of(UUID.randomUUID().toString())); // no name that is there
        moved++;
      } else {
        try (SecureDirectoryStream<Path> below =
            folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          empty(below, depth + 1);
        }
        folder.deleteDirectory(name);
      }
    }
  }

  private static boolean isFolder(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .isDirectory();
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new IOException("this file system gives no handles of directories");
  }
}
