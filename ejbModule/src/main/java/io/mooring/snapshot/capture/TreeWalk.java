package io.mooring.snapshot.capture;

import io.mooring.snapshot.capture.CaptureFailed.Reason;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Manifest.SkipReason;
import io.mooring.snapshot.format.Names;
import io.mooring.snapshot.format.NativeNames;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Goes through a workdir in a manifest's order: one lstat for each name, and an open handle for
 * each directory on the way. Links are looked at and never followed.
 */
final class TreeWalk {
  /** What the kernel takes in one path, with its end; and what it takes in one name is less. */
  static final int MOST_PATH_BYTES = 4_000;

  private final Excludes excludes;
  private final int deepest;
  private final Visitor visitor;
  private long device;
  private long excluded;

  /** Hears each name, in order. */
  interface Visitor {
    void outcome(Outcome outcome) throws IOException;

    /** A regular file; {@code folder} is open during the call. */
    void file(Folder folder, Folder.Child child, String path, Attributes attributes)
        throws IOException;
  }

  TreeWalk(Excludes excludes, int deepest, Visitor visitor) {
    this.excludes = excludes;
    this.deepest = deepest;
    this.visitor = visitor;
  }

  /**
   * Walks a directory, which its path must lead to without a link: an agent could put one there.
   *
   * @throws CaptureFailed when it doesn't
   */
  void walk(Path root) throws IOException {
    try (Folder folder = open(root)) {
      walk(folder, "", 0);
    }
  }

  private Folder open(Path root) throws CaptureFailed {
    try {
      if (!root.toRealPath().equals(root)) {
        throw new CaptureFailed(Reason.WORKDIR, "a link leads to where the workdir was");
      }
      device = Attributes.read(root).device();
      return Folder.open(root);
    } catch (CaptureFailed e) {
      throw e;
    } catch (IOException e) {
      throw new CaptureFailed(Reason.WORKDIR, "the workdir can't be opened", e);
    }
  }

  /** Names left out by the rules. */
  long excluded() {
    return excluded;
  }

  private void walk(Folder folder, String prefix, int depth) throws IOException {
    for (Folder.Child child : folder.children()) {
      String path = prefix + child.name();
      try {
        visit(folder, child, path, depth);
      } catch (NoSuchFileException e) {
        skip(path, SkipReason.VANISHED);
      } catch (AccessDeniedException e) {
        skip(path, SkipReason.UNREADABLE);
      } catch (FileSystemException e) {
        // What stands above is no directory any more, or a loop of links.
        skip(path, SkipReason.REPLACED);
      }
    }
  }

  private void visit(Folder folder, Folder.Child child, String path, int depth) throws IOException {
    if (depth >= deepest || Names.bytes(child.path().toString()).length > MOST_PATH_BYTES) {
      skip(path, SkipReason.TOO_DEEP);
      return;
    }
    Attributes attributes = Attributes.read(child.path());
    if (excludes.match(path, attributes.isFolder())) {
      excluded++;
    } else if (attributes.isFile()) {
      visitor.file(folder, child, path, attributes);
    } else if (attributes.isFolder()) {
      folder(folder, child, path, attributes, depth);
    } else if (attributes.isLink()) {
      link(folder, child, path, attributes);
    } else if (attributes.isSocket()) {
      skip(path, SkipReason.SOCKET);
    } else {
      skip(path, attributes.isFifo() ? SkipReason.FIFO : SkipReason.DEVICE);
    }
  }

  private void folder(
      Folder folder, Folder.Child child, String path, Attributes attributes, int depth)
      throws IOException {
    if (attributes.device() != device) {
      skip(path, SkipReason.OTHER_FILE_SYSTEM);
      return;
    }
    Folder below;
    try {
      below = folder.child(child);
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      // A link or a file by now: opened without following, it is no directory.
      skip(path, SkipReason.REPLACED);
      return;
    }
    try (below) {
      visitor.outcome(
          new Outcome.Kept(
              new Entry.Folder(path, attributes.permissions(), attributes.mtimeNanos())));
      walk(below, path + '/', depth + 1);
    }
  }

  private void link(Folder folder, Folder.Child child, String path, Attributes attributes)
      throws IOException {
    Path target;
    try {
      target = Files.readSymbolicLink(child.path());
    } catch (NotLinkException e) {
      skip(path, SkipReason.REPLACED);
      return;
    }
    // The link was read by its path: it counts only when that led to what is in the directory.
    Object byPath =
        Files.readAttributes(child.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .fileKey();
    if (byPath == null
        || !Objects.equals(byPath, folder.identity(child))
        || !Attributes.read(child.path()).equals(attributes)) {
      skip(path, SkipReason.REPLACED);
      return;
    }
    visitor.outcome(
        new Outcome.Kept(
            new Entry.Link(path, attributes.mtimeNanos(), NativeNames.target(target))));
  }

  private void skip(String path, SkipReason reason) throws IOException {
    visitor.outcome(new Outcome.Skipped(path, reason));
  }
}
