package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.schema.Conflicts;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/**
 * Takes snapshots of sessions. NOT_SUPPORTED, for files are read; the changes are transactions of
 * {@link SnapshotClaims}.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TakeSnapshot {
  @Inject SnapshotClaims claims;
  @Inject RunCapture captures;

  /**
   * Takes one on this thread, once there is a place for it on this node.
   *
   * @return the complete one
   * @throws SnapshotFailure another one of the session is being taken, or there is none: the code
   *     is {@code snapshot-failed} and its fact {@code failure} says why
   * @throws io.mooring.session.SessionFailure not found, or this node may be taken for dead
   */
  public SnapshotDocument now(SystemCaller system, String sessionId, Snapshot.Wanted wanted) {
    return captures.run(Conflicts.retry(() -> claims.claim(system, sessionId, wanted)));
  }
}
