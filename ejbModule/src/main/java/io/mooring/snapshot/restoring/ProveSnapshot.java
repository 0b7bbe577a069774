package io.mooring.snapshot.restoring;

import io.mooring.access.SystemCaller;
import io.mooring.schema.Conflicts;
import io.mooring.snapshot.DataKeys;
import io.mooring.snapshot.ProofSteps;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.upkeep.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;

/** Reads a snapshot to its last byte, and says in its row that it is whole. */
@ApplicationScoped
class ProveSnapshot {
  @Inject SnapshotStore store;
  @Inject DataKeys dataKeys;
  @Inject ProofSteps steps;

  /**
   * Proves it.
   *
   * @throws io.mooring.snapshot.format.SnapshotDamaged when it is not what was captured
   */
  void prove(SystemCaller system, String snapshotId, RestoreLimits limits) throws IOException {
    String sha256 = Conflicts.retry(() -> steps.fingerprint(system, snapshotId));
    new Verification(store, Conflicts.retry(() -> dataKeys.snapshots(system)), limits)
        .verify(snapshotId, sha256);
    Conflicts.run(() -> steps.proved(system, snapshotId));
  }
}
