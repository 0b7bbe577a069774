package io.mooring.session;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Compares directories by what they are: neither a trailing slash nor a link is a difference. */
final class Directories {
  private Directories() {}

  static boolean same(String one, String other) {
    return one.equals(other) || resolved(one).equals(resolved(other));
  }

  /** As far as it can be resolved here: a server elsewhere may have directories of its own. */
  private static String resolved(String directory) {
    try {
      Path path = Path.of(directory);
      try {
        return path.toRealPath().toString();
      } catch (IOException e) {
        return path.normalize().toString();
      }
    } catch (InvalidPathException e) {
      return directory;
    }
  }
}
