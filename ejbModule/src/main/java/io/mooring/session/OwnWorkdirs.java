package io.mooring.session;

import io.mooring.host.DataDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directories that Mooring makes for sessions whose callers name none: nothing else is ever
 * removed.
 */
@ApplicationScoped
public class OwnWorkdirs {
  private static final String FOLDER = "workdirs";

  @Inject DataDirectory data;

  /** The directory of all of a tenant's. */
  public Path root(String tenant) {
    return data.root().resolve(FOLDER).resolve(tenant);
  }

  /** Whether a path is a workdir below it, and nothing that leads elsewhere. */
  boolean holds(String tenant, Path workdir) {
    Path root = root(tenant);
    return workdir.isAbsolute()
        && workdir.normalize().equals(workdir)
        && root.equals(workdir.getParent());
  }

  /** Makes an empty one; links are resolved. */
  public Path make(String tenant, String sessionId) {
    Path workdir = root(tenant).resolve(sessionId);
    try {
      return Files.createDirectories(workdir).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("a workdir can't be made", e);
    }
  }

  /** Removes one that has just been made and that nobody was told of. */
  public void removeUnused(Path workdir) {
    try {
      Files.deleteIfExists(workdir);
    } catch (IOException e) {
      System.getLogger(OwnWorkdirs.class.getName())
          .log(System.Logger.Level.WARNING, "An unused workdir could not be removed.", e);
    }
  }
}
