package io.mooring.session;

import io.mooring.access.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;

/**
 * Which snapshot of a session is the newest. In SQL, so that a session's version stays as it is:
 * nobody who has read it is to be refused because of a snapshot. Each call locks the session's row
 * until the transaction ends, and changes nothing of one that is not there.
 */
@ApplicationScoped
public class LastSnapshots {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  /** One was taken; an older one than the newest changes nothing. */
  public void taken(Actor actor, String sessionId, String snapshotId, Instant takenAt) {
    em.createNativeQuery(
            "UPDATE sessions SET last_snapshot_id = ?1, last_snapshot_ms = ?2"
                + " WHERE tenant_id = ?3 AND id = ?4"
                + " AND (last_snapshot_ms IS NULL OR last_snapshot_ms <= ?5)")
        .setParameter(1, snapshotId)
        .setParameter(2, takenAt.toEpochMilli())
        .setParameter(3, actor.tenant())
        .setParameter(4, sessionId)
        .setParameter(5, takenAt.toEpochMilli())
        .executeUpdate();
  }

  /** Locks the session's row, be it a tombstone. */
  public void lock(Actor actor, String sessionId) {
    em.createNativeQuery(
            "UPDATE sessions SET last_snapshot_ms = last_snapshot_ms"
                + " WHERE tenant_id = ?1 AND id = ?2")
        .setParameter(1, actor.tenant())
        .setParameter(2, sessionId)
        .executeUpdate();
  }

  /** This one is the newest, whatever was before. */
  public void is(Actor actor, String sessionId, String snapshotId, Instant takenAt) {
    em.createNativeQuery(
            "UPDATE sessions SET last_snapshot_id = ?1, last_snapshot_ms = ?2"
                + " WHERE tenant_id = ?3 AND id = ?4")
        .setParameter(1, snapshotId)
        .setParameter(2, takenAt.toEpochMilli())
        .setParameter(3, actor.tenant())
        .setParameter(4, sessionId)
        .executeUpdate();
  }

  /** There is none any more. */
  public void none(Actor actor, String sessionId) {
    em.createNativeQuery(
            "UPDATE sessions SET last_snapshot_id = NULL, last_snapshot_ms = NULL"
                + " WHERE tenant_id = ?1 AND id = ?2")
        .setParameter(1, actor.tenant())
        .setParameter(2, sessionId)
        .executeUpdate();
  }
}
