package io.mooring.snapshot;

import io.mooring.config.Settings;
import io.mooring.host.DataDirectory;
import io.mooring.snapshot.store.DatabaseStore;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.SnapshotStore;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;

/** Makes the store out of the settings. */
@ApplicationScoped
public class SnapshotBeans {
  private static final String FOLDER = "snapshots";

  @Resource(lookup = "jdbc/mooring")
  DataSource database;

  @Produces
  @Singleton
  SnapshotStore store(Settings settings, DataDirectory data, Clock clock) {
    return switch (settings.get(UpkeepSettings.STORE)) {
      case DIRECTORY -> {
        Path configured = settings.get(SnapshotSettings.DIRECTORY);
        yield new DirectoryStore(
            configured.toString().isEmpty() ? data.root().resolve(FOLDER) : configured);
      }
      case DATABASE -> new DatabaseStore(database, clock);
    };
  }
}
