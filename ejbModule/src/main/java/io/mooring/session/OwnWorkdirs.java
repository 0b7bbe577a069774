package io.mooring.session;

import io.mooring.host.DataDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;

/** Where Mooring makes workdirs: nothing else is ever removed. */
@ApplicationScoped
public class OwnWorkdirs {
  private static final String FOLDER = "workdirs";

  @Inject DataDirectory data;

  /** The directory of all of a tenant's. */
  Path root(String tenant) {
    return data.root().resolve(FOLDER).resolve(tenant);
  }

  /** Whether a path is a workdir below it, and nothing that leads elsewhere. */
  boolean holds(String tenant, Path workdir) {
    Path root = root(tenant);
    return workdir.isAbsolute()
        && workdir.normalize().equals(workdir)
        && root.equals(workdir.getParent());
  }
}
