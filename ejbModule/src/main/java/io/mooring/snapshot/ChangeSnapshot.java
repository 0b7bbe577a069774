package io.mooring.snapshot;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.SystemCaller;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditLog;
import io.mooring.audit.Deed;
import io.mooring.session.LastSnapshots;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/**
 * Changes what people may change of a snapshot, and marks it for deletion. REQUIRES_NEW, so that it
 * can be done again when it lost a race.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ChangeSnapshot {
  @Inject Snapshots snapshots;
  @Inject LastSnapshots lastSnapshots;
  @Inject AuditLog audit;
  @Inject Clock clock;

  /**
   * Changes what {@code change} names.
   *
   * @param version what the caller has read, if the caller insists
   * @throws SnapshotFailure not found
   */
  public SnapshotDocument change(
      Caller caller, String id, SnapshotChange change, Optional<Long> version) {
    Snapshot snapshot = snapshots.lock(caller, id);
    require(caller, snapshot, version);
    change
        .hold()
        .value()
        .ifPresent(
            hold -> {
              if (hold) {
                snapshot.hold(clock.instant());
              } else {
                snapshot.release();
              }
              audit.add(
                  deed(caller, AuditAction.SNAPSHOT_HOLD, snapshot)
                      .with("hold", Boolean.toString(hold)));
            });
    change.label().ifGiven(label -> snapshot.label(label.orElse(null)));
    snapshots.flush();
    return SnapshotDocument.of(snapshot);
  }

  /**
   * Marks it for deletion: it is not found any more, and what only it needs is swept away later.
   *
   * @throws SnapshotFailure not found, on hold, or it is being taken
   */
  public void delete(Caller caller, String id, Optional<Long> version) {
    String sessionId = snapshots.sessionOf(caller, id).orElseThrow(SnapshotFailure::notFound);
    lastSnapshots.lock(caller, sessionId);
    Snapshot snapshot = snapshots.lock(caller, id);
    require(caller, snapshot, version);
    markDeleting(new SystemCaller(caller.tenant()), snapshot);
    audit.add(deed(caller, AuditAction.SNAPSHOT_DELETED, snapshot));
  }

  /**
   * Marks one for deletion in the caller's transaction, which holds the locks of the session (see
   * {@link LastSnapshots#lock}) and of the snapshot.
   *
   * @throws SnapshotFailure on hold, or it is being taken
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void markDeleting(SystemCaller system, Snapshot locked) {
    locked.markDeleting();
    snapshots.flush();
    snapshots
        .newest(system, locked.sessionId())
        .flatMap(id -> snapshots.find(system, id))
        .ifPresentOrElse(
            newest -> lastSnapshots.is(system, locked.sessionId(), newest.id(), newest.takenAt()),
            () -> lastSnapshots.none(system, locked.sessionId()));
  }

  private static Deed deed(Caller caller, AuditAction action, Snapshot snapshot) {
    return Deed.by(caller, action, snapshot.id()).in(snapshot.sessionId());
  }

  private static void require(Caller caller, Snapshot snapshot, Optional<Long> version) {
    if (!caller.mayChange(snapshot.owner())) {
      throw new Forbidden("Your roles don't allow to change this snapshot.");
    }
    version
        .filter(wanted -> wanted != snapshot.version())
        .ifPresent(
            wanted -> {
              throw SnapshotFailure.changed();
            });
  }
}
