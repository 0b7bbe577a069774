package io.mooring.snapshot;

import io.mooring.access.Actor;
import io.mooring.snapshot.retention.Candidate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What upkeep asks of the snapshots' rows. */
@ApplicationScoped
class KeptSnapshots {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  /** Those that are complete or being taken, what the latter build on, and what is restored. */
  Set<String> kept(Actor actor) {
    Set<String> kept = new HashSet<>();
    em.createQuery(
            "select s.id, s.state, s.baseIds from Snapshot s where s.tenantId = :tenant"
                + " and s.state in :states",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("states", List.of(SnapshotState.COMPLETE, SnapshotState.TAKING))
        .getResultStream()
        .forEach(
            row -> {
              kept.add((String) row[0]);
              if (row[1] == SnapshotState.TAKING && row[2] != null) {
                kept.addAll(List.of(((String) row[2]).split(" ", -1)));
              }
            });
    for (Object[] row : restores(actor)) {
      kept.add((String) row[1]);
      if (row[2] != null) {
        kept.add((String) row[2]);
      }
    }
    return kept;
  }

  /** Restores that have not ended: their ids, what they bring back, and what they saved before. */
  private List<Object[]> restores(Actor actor) {
    return em.createQuery(
            "select r.id, r.snapshotId, r.beforeSnapshotId from Restore r"
                + " where r.tenantId = :tenant and r.endedMs is null",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .getResultList();
  }

  /** Captures and restores that run. */
  Set<String> running(Actor actor) {
    Set<String> running =
        new HashSet<>(
            em.createQuery(
                    "select s.id from Snapshot s where s.tenantId = :tenant and s.state = :taking",
                    String.class)
                .setParameter("tenant", actor.tenant())
                .setParameter("taking", SnapshotState.TAKING)
                .getResultList());
    restores(actor).forEach(row -> running.add((String) row[0]));
    return running;
  }

  /** Sessions with snapshots, tombstones among them, by their ids. */
  List<String> sessions(Actor actor, String after, int limit) {
    return em.createQuery(
            "select distinct s.sessionId from Snapshot s where s.tenantId = :tenant"
                + " and s.sessionId > :after and s.state <> :deleting order by s.sessionId",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("after", after)
        .setParameter("deleting", SnapshotState.DELETING)
        .setMaxResults(limit)
        .getResultList();
  }

  List<Candidate> candidates(Actor actor, String sessionId) {
    return em.createQuery(
            "select s from Snapshot s where s.tenantId = :tenant and s.sessionId = :session"
                + " and s.state <> :deleting",
            Snapshot.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("deleting", SnapshotState.DELETING)
        .getResultStream()
        .map(Snapshot::candidate)
        .toList();
  }

  /** Complete ones that were not checked since, those first that were never checked or long ago. */
  List<String> unchecked(Actor actor, Instant before, int limit) {
    return em.createQuery(
            "select s.id from Snapshot s where s.tenantId = :tenant and s.state = :complete"
                + " and (s.verifiedMs is null or s.verifiedMs < :before)"
                + " order by coalesce(s.verifiedMs, 0), s.id",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("complete", SnapshotState.COMPLETE)
        .setParameter("before", before.toEpochMilli())
        .setMaxResults(limit)
        .getResultList();
  }

  long complete(Actor actor) {
    return em.createQuery(
            "select count(s) from Snapshot s where s.tenantId = :tenant and s.state = :complete",
            Long.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("complete", SnapshotState.COMPLETE)
        .getSingleResult();
  }

  /** Those that are to be deleted, by their ids. */
  List<String> deleting(Actor actor, String after, int limit) {
    return em.createQuery(
            "select s.id from Snapshot s where s.tenantId = :tenant and s.state = :deleting"
                + " and s.id > :after order by s.id",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("deleting", SnapshotState.DELETING)
        .setParameter("after", after)
        .setMaxResults(limit)
        .getResultList();
  }

  /** Forgets those of these that are to be deleted. */
  int forget(Actor actor, Collection<String> ids) {
    if (ids.isEmpty()) {
      return 0;
    }
    return em.createQuery(
            "delete from Snapshot s where s.tenantId = :tenant and s.state = :deleting"
                + " and s.id in :ids")
        .setParameter("tenant", actor.tenant())
        .setParameter("deleting", SnapshotState.DELETING)
        .setParameter("ids", ids)
        .executeUpdate();
  }

  /** Lets the others of a session be checked first. */
  int suspect(Actor actor, String sessionId, String but) {
    return em.createQuery(
            "update Snapshot s set s.verifiedMs = null where s.tenantId = :tenant"
                + " and s.sessionId = :session and s.state = :complete and s.id <> :but"
                + " and s.damagedMs is null")
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("complete", SnapshotState.COMPLETE)
        .setParameter("but", but)
        .executeUpdate();
  }
}
