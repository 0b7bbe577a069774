package io.mooring.snapshot.pack;

import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.ManifestFile;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;

/** The manifests of a store. */
public final class Manifests {
  private Manifests() {}

  /** Reads and proves the manifest of a snapshot. */
  public static Manifest open(SnapshotStore store, TenantKeys keys, String snapshot)
      throws IOException {
    ObjectName name = new ObjectName(keys.tenant(), ObjectName.Kind.MANIFEST, snapshot);
    try (SnapshotStore.Reader reader = store.open(name)) {
      if (reader.size() > ManifestFile.MOST_BYTES) {
        throw new SnapshotDamaged("a manifest of an impossible length");
      }
      return ManifestFile.open(keys, snapshot, reader.read(0, (int) reader.size()));
    }
  }
}
