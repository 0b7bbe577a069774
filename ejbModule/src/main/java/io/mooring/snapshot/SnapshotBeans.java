package io.mooring.snapshot;

import io.mooring.config.Settings;
import io.mooring.host.DataDirectory;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.SnapshotStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/** Makes the store out of the settings. */
@ApplicationScoped
public class SnapshotBeans {
  private static final String FOLDER = "snapshots";

  @Produces
  @Singleton
  SnapshotStore store(Settings settings, DataDirectory data) {
    Path configured = settings.get(SnapshotSettings.DIRECTORY);
    return new DirectoryStore(
        configured.toString().isEmpty() ? data.root().resolve(FOLDER) : configured);
  }
}
