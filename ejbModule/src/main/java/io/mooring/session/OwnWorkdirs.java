package io.mooring.session;

import io.mooring.host.DataDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directories that Mooring makes for sessions whose callers name none. */
@ApplicationScoped
public class OwnWorkdirs {
  @Inject DataDirectory data;

  /** Makes an empty one; links are resolved. */
  public Path make(String tenant, String sessionId) {
    Path workdir = data.root().resolve("workdirs").resolve(tenant).resolve(sessionId);
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
