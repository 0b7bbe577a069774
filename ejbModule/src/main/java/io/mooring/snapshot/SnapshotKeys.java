package io.mooring.snapshot;

import io.mooring.config.Settings;
import io.mooring.host.DataDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys that wrap the tenants' data keys come from: the configuration, or else a key of
 * our own making in the data directory, readable by its owner only. Of a data directory that goes
 * with the server, the key stays in memory.
 */
@ApplicationScoped
public class SnapshotKeys {
  private static final System.Logger LOG = System.getLogger(SnapshotKeys.class.getName());
  private static final String FILE = "snapshot-key";

  @Inject Settings settings;
  @Inject DataDirectory data;

  private @Nullable KeyRing ring;

  /** For the container. */
  public SnapshotKeys() {}

  @SuppressWarnings("UnnecessaryAssignment") // stands in for the container in tests
  SnapshotKeys(Settings settings, DataDirectory data) {
    this.settings = settings;
    this.data = data;
  }

  /**
   * The keys.
   *
   * @throws SnapshotFailure unreadable, when the file that should hold them does not
   */
  public synchronized KeyRing ring() {
    KeyRing known = ring;
    if (known == null) {
      known = KeyRing.parse(text()).orElseThrow(() -> SnapshotFailure.unreadable(null));
      ring = known;
    }
    return known;
  }

  private String text() {
    String configured = settings.get(SnapshotSettings.KEY);
    if (!configured.isBlank()) {
      return configured;
    }
    try {
      return data.isTemporary() ? KeyRing.generate() : own(data.root().resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException("the file of the snapshots' keys can't be used", e);
    }
  }

  private static String own(Path file) throws IOException {
    if (!Files.exists(file)) {
      Path made = Files.createTempFile(file.getParent(), ".key", ""); // made 0600 by the JDK
      Files.writeString(made, KeyRing.generate(), StandardCharsets.US_ASCII);
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      LOG.log(
          System.Logger.Level.WARNING,
          "No key for snapshots is configured: one was made in {0}. Whoever has that file reads"
              + " them, and without it nobody does; several nodes need a configured key.",
          file);
    }
    return Files.readString(file);
  }
}
