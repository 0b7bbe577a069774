package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.access.RowId;
import io.mooring.feed.SessionOverview;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The sessions, as rows. */
@ApplicationScoped
public class Sessions {
  /**
   * A range, for Derby can't pass over the sessions that nobody claims by "is not null"; all boots'
   * names are in it.
   */
  static final String CLAIMANTS =
      "select distinct s.leaseBoot from Session s where s.tenantId = :tenant"
          + " and s.leaseBoot between '!' and '~'";

  static final String BY_IDS =
      "select s from Session s where s.tenantId = :tenant and s.id in :ids";

  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  void add(Session session) {
    em.persist(session);
    em.flush();
  }

  /** Writes what has changed now, so that versions are the new ones. */
  void flush() {
    em.flush();
  }

  /** The session, if the actor may know of it. */
  public Optional<Session> find(Actor actor, String id) {
    return Optional.ofNullable(em.find(Session.class, new RowId(actor.tenant(), id)))
        .filter(session -> session.isVisibleTo(actor));
  }

  /**
   * The session.
   *
   * @throws SessionFailure not found
   */
  public Session get(Actor actor, String id) {
    return find(actor, id).orElseThrow(SessionFailure::notFound);
  }

  /**
   * Locks the session's row until the transaction ends. It must be the transaction's first
   * statement, so that nothing older than the lock is in hand.
   *
   * @throws SessionFailure not found
   */
  public Session lock(Actor actor, String id) {
    Session session =
        em.find(Session.class, new RowId(actor.tenant(), id), LockModeType.PESSIMISTIC_WRITE);
    if (session == null || !session.isVisibleTo(actor)) {
      throw SessionFailure.notFound();
    }
    return session;
  }

  /** The session, be it a tombstone. */
  Optional<Session> any(Actor actor, String id) {
    return Optional.ofNullable(em.find(Session.class, new RowId(actor.tenant(), id)));
  }

  /** Locks a session that may be a tombstone by now, or not be there. */
  public Optional<Session> lockIfAny(Actor actor, String id) {
    return lockAny(actor, id);
  }

  /** Locks a session that may be a tombstone by now. */
  Optional<Session> lockAny(Actor actor, String id) {
    return Optional.ofNullable(
        em.find(Session.class, new RowId(actor.tenant(), id), LockModeType.PESSIMISTIC_WRITE));
  }

  /**
   * Locks a session though it may be a tombstone by now, for work that began before.
   *
   * @throws SessionFailure not found
   */
  public Session lockTombstoneToo(Actor actor, String id) {
    return lockAny(actor, id).orElseThrow(SessionFailure::notFound);
  }

  /** One that may be a tombstone, whoever owns it. */
  public Optional<Session> findAny(Actor actor, String id) {
    return Optional.ofNullable(em.find(Session.class, new RowId(actor.tenant(), id)));
  }

  /** Locks the living session of a key and agent, whoever owns it. */
  Optional<Session> lockByKey(Actor actor, String key, String agent) {
    return em.createQuery(
            "select s.id from Session s where s.tenantId = :tenant and s.liveKey = :key"
                + " and s.agent = :agent",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("key", key)
        .setParameter("agent", agent)
        .getResultStream()
        .findFirst()
        .flatMap(id -> lockAny(actor, id))
        .filter(session -> !session.isDeleted());
  }

  /** Whether a session that is neither closed nor deleted has this upstream session. */
  boolean isCurrentUpstream(Actor actor, String upstreamSessionId) {
    return em.createQuery(
                "select count(s) from Session s where s.tenantId = :tenant"
                    + " and s.upstreamSessionId = :upstream and s.deletedMs is null"
                    + " and s.status <> :closed",
                Long.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("upstream", upstreamSessionId)
            .setParameter("closed", SessionStatus.CLOSED)
            .getSingleResult()
        > 0;
  }

  /** The living sessions of a key that the caller may change, in the order of their ids. */
  List<String> ofKey(Caller caller, String key, int limit) {
    if (!caller.mayChange(caller.user()) || key.indexOf('\0') >= 0) {
      return List.of();
    }
    boolean all = caller.is(Role.ADMIN);
    TypedQuery<String> query =
        em.createQuery(
                "select s.id from Session s where s.tenantId = :tenant and s.liveKey = :key"
                    + " and s.deletedMs is null"
                    + (all ? "" : " and s.owner = :owner")
                    + " order by s.id",
                String.class)
            .setParameter("tenant", caller.tenant())
            .setParameter("key", key);
    if (!all) {
      query.setParameter("owner", caller.user());
    }
    return query.setMaxResults(limit).getResultList();
  }

  /** Whether sessions beside these, not deleted, have this workdir. */
  boolean sharesWorkdir(Actor actor, String workdirId, List<String> besides) {
    return em.createQuery(
                "select count(s) from Session s where s.tenantId = :tenant"
                    + " and s.workdirId = :workdir and s.deletedMs is null"
                    + " and s.id not in :besides",
                Long.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("workdir", workdirId)
            .setParameter("besides", besides)
            .getSingleResult()
        > 0;
  }

  /** The living sessions of these workdirs, in the order of their ids. */
  List<String> inWorkdirs(Actor actor, List<String> workdirIds) {
    List<String> ids = new ArrayList<>();
    for (int from = 0; from < workdirIds.size(); from += 500) {
      ids.addAll(
          em.createQuery(
                  "select s.id from Session s where s.tenantId = :tenant"
                      + " and s.workdirId in :workdirs and s.deletedMs is null",
                  String.class)
              .setParameter("tenant", actor.tenant())
              .setParameter(
                  "workdirs", workdirIds.subList(from, Math.min(from + 500, workdirIds.size())))
              .getResultList());
    }
    ids.sort(null);
    return ids;
  }

  /** Whether a living session has this key, whoever owns it and whichever agent it has. */
  boolean isKeyUsed(Actor actor, String key) {
    return em.createQuery(
                "select count(s) from Session s where s.tenantId = :tenant and s.liveKey = :key"
                    + " and s.deletedMs is null",
                Long.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("key", key)
            .getSingleResult()
        > 0;
  }

  /** The living session that has this upstream session. */
  Optional<String> holder(Actor actor, String upstreamSessionId) {
    return em.createQuery(
            "select s.id from Session s where s.tenantId = :tenant"
                + " and s.upstreamSessionId = :upstream and s.deletedMs is null",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("upstream", upstreamSessionId)
        .getResultStream()
        .findFirst();
  }

  /** The boots that claims name. */
  List<String> claimants(Actor actor) {
    return em.createQuery(CLAIMANTS, String.class)
        .setParameter("tenant", actor.tenant())
        .getResultList();
  }

  /** The sessions whose claim belongs to one of these boots. */
  List<SessionRemains.Held> claimedBy(Actor actor, Set<String> boots, int limit) {
    if (boots.isEmpty()) {
      return List.of();
    }
    return em.createQuery(
            "select s.id, s.generation from Session s where s.tenantId = :tenant"
                + " and s.leaseBoot in :boots",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("boots", boots)
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> new SessionRemains.Held((String) row[0], (long) row[1]))
        .toList();
  }

  /** Newest first, after the cursor, as the caller may see them. */
  List<Session> list(Caller caller, SessionFilter filter, int limit) {
    SessionListing listing = SessionListing.of(caller, filter);
    Query query = em.createNativeQuery(listing.sql(limit));
    for (int i = 0; i < listing.values().size(); i++) {
      query.setParameter(i + 1, listing.values().get(i));
    }
    List<?> ids = query.getResultList();
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, Session> found =
        em.createQuery(BY_IDS, Session.class)
            .setParameter("tenant", caller.tenant())
            .setParameter("ids", ids)
            .getResultStream()
            .collect(Collectors.toMap(Session::id, Function.identity()));
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  /** These sessions in short, tombstones too. */
  List<SessionOverview> overviews(Actor actor, Collection<String> ids) {
    return em.createQuery(
            "select s.id, s.owner, s.status, s.title, s.deletedMs, s.version from Session s"
                + " where s.tenantId = :tenant and s.id in :ids",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("ids", ids)
        .getResultStream()
        .map(Sessions::overview)
        .toList();
  }

  private static SessionOverview overview(Object[] row) {
    SessionStatus status = (SessionStatus) row[2];
    return new SessionOverview(
        (String) row[0],
        (String) row[1],
        status.label(),
        row[3] == null ? "" : (String) row[3],
        status.isRunning(),
        row[4] != null,
        (long) row[5]);
  }

  /**
   * The sessions that changed since then with their versions, the latest first. In SQL, for Derby
   * must be told the index (to others it is a comment): by itself it reads all sessions, and so
   * waits for every row that somebody has just written.
   */
  Map<String, Long> changedSince(Actor actor, long sinceMs, int limit) {
    List<?> rows =
        em.createNativeQuery(
                "SELECT id, version FROM sessions --DERBY-PROPERTIES index=SESSIONS_UPDATED\n"
                    + "WHERE tenant_id = ?1 AND updated_ms >= ?2 ORDER BY updated_ms DESC")
            .setParameter(1, actor.tenant())
            .setParameter(2, sinceMs)
            .setMaxResults(limit)
            .getResultList();
    Map<String, Long> versions = new LinkedHashMap<>();
    for (Object row : rows) {
      versions.put((String) ((Object[]) row)[0], ((Number) ((Object[]) row)[1]).longValue());
    }
    return versions;
  }
}
