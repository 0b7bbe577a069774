package io.mooring.snapshot.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Says whether a directory can be swapped where it is, and how its successor must look. */
public final class Workplace {
  /** Of a workdir that is gone: as one that Mooring makes. */
  private static final Set<PosixFilePermission> USUAL =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private Workplace() {}

  /** Why it can't be. */
  public enum Obstacle {
    /** The path leads elsewhere by now: a link has taken the place of a directory on the way. */
    MOVED,
    /** The directory above it is on another file system, or is not there. */
    MOUNTED,
    /** No name can be made beside it. */
    NO_ROOM_BESIDE,
    /** Something else than a directory has its name. */
    NO_DIRECTORY
  }

  /** Empty when nothing is in the way. The workdir itself may be gone. */
  public static Optional<Obstacle> obstacle(Path workdir) throws IOException {
    Path parent = workdir.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return Optional.of(Obstacle.MOUNTED);
    }
    if (!parent.toRealPath().equals(parent)) {
      return Optional.of(Obstacle.MOVED);
    }
    if (!Files.isWritable(parent)) {
      return Optional.of(Obstacle.NO_ROOM_BESIDE);
    }
    if (!Files.exists(workdir, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (Files.isSymbolicLink(workdir)) {
      return Optional.of(Obstacle.MOVED);
    }
    if (!Files.isDirectory(workdir, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(Obstacle.NO_DIRECTORY);
    }
    return device(workdir).equals(device(parent))
        ? Optional.empty()
        : Optional.of(Obstacle.MOUNTED);
  }

  private static Object device(Path path) throws IOException {
    return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS);
  }

  /** Gives the new tree's directory the mode of the one that it takes the place of. */
  public static void dress(Path staged, Path workdir) throws IOException {
    Set<PosixFilePermission> mode =
        Files.isDirectory(workdir, LinkOption.NOFOLLOW_LINKS)
            ? Files.getPosixFilePermissions(workdir, LinkOption.NOFOLLOW_LINKS)
            : USUAL;
    Files.getFileAttributeView(staged, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setPermissions(mode);
  }
}
