package io.mooring.snapshot;

import io.mooring.access.Actor;
import io.mooring.access.RowId;
import io.mooring.access.SystemCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The snapshots, as rows. Order of locks: session, turn, snapshot, feed_head. */
@ApplicationScoped
public class Snapshots {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  void add(Snapshot snapshot) {
    em.persist(snapshot);
    em.flush();
  }

  /** Writes what has changed now, so that versions are the new ones. */
  void flush() {
    em.flush();
  }

  /** The snapshot, if the actor may know of it. */
  public Optional<Snapshot> find(Actor actor, String id) {
    return Optional.ofNullable(em.find(Snapshot.class, new RowId(actor.tenant(), id)))
        .filter(snapshot -> snapshot.isVisibleTo(actor));
  }

  /**
   * The snapshot.
   *
   * @throws SnapshotFailure not found
   */
  public Snapshot get(Actor actor, String id) {
    return find(actor, id).orElseThrow(SnapshotFailure::notFound);
  }

  /**
   * Locks the snapshot's row until the transaction ends. Nothing of it may be in hand by then.
   *
   * @throws SnapshotFailure not found
   */
  public Snapshot lock(Actor actor, String id) {
    return lockAny(actor.tenant(), id)
        .filter(snapshot -> snapshot.isVisibleTo(actor))
        .orElseThrow(SnapshotFailure::notFound);
  }

  /** Locks one that may be about to be deleted. */
  public Optional<Snapshot> lockAny(SystemCaller system, String id) {
    return lockAny(system.tenant(), id);
  }

  private Optional<Snapshot> lockAny(String tenant, String id) {
    return Optional.ofNullable(
        em.find(Snapshot.class, new RowId(tenant, id), LockModeType.PESSIMISTIC_WRITE));
  }

  /** The session that a snapshot belongs to; a value, so that both can be locked afterwards. */
  Optional<String> sessionOf(Actor actor, String id) {
    return em.createQuery(
            "select s.sessionId from Snapshot s where s.tenantId = :tenant and s.id = :id",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("id", id)
        .getResultStream()
        .findFirst();
  }

  /** A session's, newest first. */
  List<Snapshot> list(
      Actor actor, String sessionId, Optional<ReadSnapshots.Place> after, int limit) {
    TypedQuery<Snapshot> query =
        em.createQuery(
                "select s from Snapshot s where s.tenantId = :tenant and s.sessionId = :session"
                    + " and s.state <> :deleting"
                    + (after.isEmpty()
                        ? ""
                        : " and (s.createdMs < :ms or (s.createdMs = :ms and s.id < :id))")
                    + " order by s.createdMs desc, s.id desc",
                Snapshot.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("session", sessionId)
            .setParameter("deleting", SnapshotState.DELETING);
    after.ifPresent(
        place -> query.setParameter("ms", place.createdMs()).setParameter("id", place.id()));
    return query.setMaxResults(limit).getResultList();
  }

  /** The one of a session that is being taken. */
  Optional<String> taking(Actor actor, String sessionId) {
    return em.createQuery(
            "select s.id from Snapshot s where s.tenantId = :tenant and s.sessionId = :session"
                + " and s.state = :taking order by s.createdMs",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("taking", SnapshotState.TAKING)
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  /** The newest snapshot of a session that is complete and not known to be damaged. */
  public Optional<String> newest(Actor actor, String sessionId) {
    return em.createQuery(
            "select s.id from Snapshot s where s.tenantId = :tenant and s.sessionId = :session and"
                + " s.state = :complete and s.damagedMs is null order by s.takenMs desc, s.id desc",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("complete", SnapshotState.COMPLETE)
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  /** The same of a workdir, whichever session's. */
  Optional<String> newestOfWorkdir(Actor actor, String workdir) {
    return em.createQuery(
            "select s.id from Snapshot s where s.tenantId = :tenant and s.workdir = :workdir and"
                + " s.state = :complete and s.damagedMs is null order by s.createdMs desc, s.id"
                + " desc",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("workdir", workdir)
        .setParameter("complete", SnapshotState.COMPLETE)
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  /** What a session's complete snapshots have added to the store. */
  long addedBytes(Actor actor, String sessionId) {
    return sum(
        em.createQuery(
                "select sum(s.content.newBytes) from Snapshot s where s.tenantId = :tenant"
                    + " and s.sessionId = :session and s.state = :complete",
                Number.class)
            .setParameter("session", sessionId),
        actor);
  }

  /** What all complete snapshots of the tenant have added to the store. */
  long addedBytes(Actor actor) {
    return sum(
        em.createQuery(
            "select sum(s.content.newBytes) from Snapshot s where s.tenantId = :tenant"
                + " and s.state = :complete",
            Number.class),
        actor);
  }

  /** Databases have types of their own for a sum, and null for one of nothing. */
  private static long sum(TypedQuery<Number> query, Actor actor) {
    Number sum =
        query
            .setParameter("tenant", actor.tenant())
            .setParameter("complete", SnapshotState.COMPLETE)
            .getSingleResult();
    return sum == null ? 0 : sum.longValue();
  }

  /** The boots that take snapshots; a range, for Derby can't pass over nulls by "is not null". */
  List<String> takers(Actor actor) {
    return em.createQuery(
            "select distinct s.leaseBoot from Snapshot s where s.tenantId = :tenant"
                + " and s.leaseBoot between '!' and '~'",
            String.class)
        .setParameter("tenant", actor.tenant())
        .getResultList();
  }

  /** Those that one of these boots takes, as they were seen. */
  List<Held> takenBy(Actor actor, Set<String> boots, long begunBeforeMs, int limit) {
    if (boots.isEmpty()) {
      return List.of();
    }
    return em.createQuery(
            "select s.id, s.generation from Snapshot s where s.tenantId = :tenant"
                + " and s.leaseBoot in :boots and s.createdMs < :before",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("boots", boots)
        .setParameter("before", begunBeforeMs)
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> new Held((String) row[0], (long) row[1]))
        .toList();
  }

  /** A snapshot that somebody takes. */
  record Held(String id, long generation) {}
}
