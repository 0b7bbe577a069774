package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;

/** Around the proof of a snapshot. REQUIRES_NEW, for between the two the store is read. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ProofSteps {
  @Inject Snapshots snapshots;
  @Inject Clock clock;

  /** What the capture has reported. */
  public String fingerprint(SystemCaller system, String snapshotId) {
    Snapshot snapshot = snapshots.get(system, snapshotId);
    return snapshot.sha256().orElseThrow(() -> SnapshotFailure.notComplete(snapshot.state()));
  }

  /** Each byte was read, just now. */
  public void proved(SystemCaller system, String snapshotId) {
    snapshots.lock(system, snapshotId).verify(clock.instant());
  }
}
