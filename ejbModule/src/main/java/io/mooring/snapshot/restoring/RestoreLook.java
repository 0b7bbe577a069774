package io.mooring.snapshot.restoring;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.SystemCaller;
import io.mooring.idempotency.IdempotencyKeys;
import io.mooring.idempotency.Repeatable;
import io.mooring.session.Session;
import io.mooring.session.SessionDocuments;
import io.mooring.session.SessionFailure;
import io.mooring.session.Sessions;
import io.mooring.session.WorkdirLeases;
import io.mooring.snapshot.Snapshot;
import io.mooring.snapshot.SnapshotFailure;
import io.mooring.snapshot.SnapshotState;
import io.mooring.snapshot.Snapshots;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/** Finds out whether a restore is possible. REQUIRES_NEW: nothing may be locked after it. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RestoreLook {
  @Inject Snapshots snapshots;
  @Inject Sessions sessions;
  @Inject SessionDocuments documents;
  @Inject WorkdirLeases leases;
  @Inject IdempotencyKeys keys;
  @Inject Restores restores;

  /**
   * What a restore begins with.
   *
   * @param workdir the session's directory now
   */
  public record Seen(String sourceSessionId, String owner, Instant takenAt, String workdir) {}

  /** What was begun under the same key. */
  public Optional<RestoreDocument> repeated(Caller caller, Repeatable request) {
    return keys.resource(caller, request).map(id -> RestoreDocument.of(restores.get(caller, id)));
  }

  /**
   * Looks.
   *
   * @throws SnapshotFailure not found, or not complete
   * @throws SessionFailure closed, or a turn runs in the workdir
   */
  public Seen look(Caller caller, String snapshotId, Optional<String> into) {
    Snapshot snapshot = snapshots.get(caller, snapshotId);
    if (snapshot.state() != SnapshotState.COMPLETE) {
      throw SnapshotFailure.notComplete(snapshot.state());
    }
    if (into.isPresent()) {
      return new Seen(snapshot.sessionId(), snapshot.owner(), snapshot.takenAt(), "");
    }
    if (!caller.mayChange(snapshot.owner())) {
      throw new Forbidden("Your roles don't allow to change this session.");
    }
    Session session =
        sessions.find(caller, snapshot.sessionId()).orElseThrow(RestoreFailure::sessionGone);
    if (!session.takesTurns()) {
      throw SessionFailure.closed();
    }
    String workdir = documents.of(caller, session).workdir();
    leases.requireRest(new SystemCaller(caller.tenant()), workdir);
    return new Seen(session.id(), session.owner(), snapshot.takenAt(), workdir);
  }
}
