package io.mooring.snapshot.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Tells a tree from another one by the inode of its directory, which a rename does not change. The
 * number of the device is left out: it may be another one after the machine was started again.
 */
public final class Identity {
  private Identity() {}

  /** The inode of what has this name, be it a link; empty when nothing has it. */
  public static OptionalLong of(Path path) throws IOException {
    try {
      return OptionalLong.of(
          ((Number) Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS)).longValue());
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }
}
