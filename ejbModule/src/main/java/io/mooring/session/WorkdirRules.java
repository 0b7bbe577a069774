package io.mooring.session;

import io.mooring.config.Settings;
import io.mooring.problem.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where callers' workdirs may be: below a configured root, after every symbolic link on the way has
 * been resolved. What is refused is refused with one message, so that nobody can probe the server's
 * disk for what exists.
 */
final class WorkdirRules {
  private final List<Path> roots;

  static WorkdirRules of(Settings settings) {
    return new WorkdirRules(settings.get(SessionSettings.ROOTS).stream().map(Path::of).toList());
  }

  WorkdirRules(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /**
   * The directory with links resolved.
   *
   * @throws InvalidValue when it is not an existing directory below a root
   */
  Path resolve(Path wanted) {
    try {
      if (wanted.isAbsolute()) {
        Path real = wanted.toRealPath();
        if (Files.isDirectory(real) && isBelowARoot(real)) {
          return real;
        }
      }
    } catch (IOException e) {
      throw refused(e);
    }
    throw refused(null);
  }

  private boolean isBelowARoot(Path real) throws IOException {
    for (Path root : roots) {
      if (Files.isDirectory(root) && real.startsWith(root.toRealPath())) {
        return true;
      }
    }
    return false;
  }

  private static InvalidValue refused(@org.jspecify.annotations.Nullable Throwable cause) {
    return new InvalidValue(
        "workdir-not-allowed",
        "workdir",
        "The workdir is not an existing directory below one of the allowed roots.",
        cause);
  }
}
