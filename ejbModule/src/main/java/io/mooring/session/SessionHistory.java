package io.mooring.session;

import io.mooring.access.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was made upstream for sessions, or was about to be. */
@ApplicationScoped
class SessionHistory {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  void add(SessionIntent intent) {
    em.persist(intent);
  }

  Optional<SessionIntent> intent(Actor actor, String nonce) {
    return Optional.ofNullable(
        em.find(SessionIntent.class, new SessionIntent.Key(actor.tenant(), nonce)));
  }

  /** The boots that open intents name. */
  List<String> claimants(Actor actor) {
    return em.createQuery(
            "select distinct i.bootId from SessionIntent i where i.tenantId = :tenant"
                + " and i.state = :open",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("open", SessionIntent.State.OPEN)
        .getResultList();
  }

  /** The open intents of boots that are dead. */
  List<SessionIntent> openIntents(Actor actor, Set<String> boots, Instant madeUntil, int limit) {
    if (boots.isEmpty()) {
      return List.of();
    }
    return em.createQuery(
            "select i from SessionIntent i where i.tenantId = :tenant"
                + " and i.bootId in :boots and i.state = :open and i.createdMs <= :until",
            SessionIntent.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("boots", boots)
        .setParameter("open", SessionIntent.State.OPEN)
        .setParameter("until", madeUntil.toEpochMilli())
        .setMaxResults(limit)
        .getResultList();
  }

  void imported(Session session, String upstreamId, Opened.Brought brought, Instant at) {
    em.persist(new SessionImport(session, upstreamId, brought, at));
  }

  Optional<SessionImport> importOf(Actor actor, String upstreamSessionId) {
    return Optional.ofNullable(
        em.find(SessionImport.class, new UpstreamKey(actor.tenant(), upstreamSessionId)));
  }

  /** Whether it was the upstream session of a session once. */
  boolean wasReplaced(Actor actor, String upstreamSessionId) {
    var key = new ReplacedUpstream.Key(actor.tenant(), upstreamSessionId);
    return em.find(ReplacedUpstream.class, key) != null;
  }

  /** Written so that of two that adopt the same at once one fails, and does it again. */
  void adopted(Actor actor, String upstreamSessionId, String sessionId, Instant at) {
    var key = new UpstreamKey(actor.tenant(), upstreamSessionId);
    AdoptedUpstream adopted = em.find(AdoptedUpstream.class, key, LockModeType.PESSIMISTIC_WRITE);
    if (adopted == null) {
      adopted = new AdoptedUpstream(actor, upstreamSessionId);
      em.persist(adopted);
    }
    adopted.by(sessionId, at);
    em.flush();
  }

  void replaced(Actor actor, String upstreamSessionId, Session session) {
    var key = new ReplacedUpstream.Key(actor.tenant(), upstreamSessionId);
    if (em.find(ReplacedUpstream.class, key) == null) {
      em.persist(new ReplacedUpstream(actor, upstreamSessionId, session.id(), session.updatedAt()));
    }
  }

  /** The session was closed or deleted, and with it goes what it had upstream. */
  void ended(Actor actor, String upstreamSessionId, Session session) {
    replaced(actor, upstreamSessionId, session);
    former(actor, upstreamSessionId).ifPresent(former -> former.ended(session.updatedAt()));
  }

  Optional<ReplacedUpstream> former(Actor actor, String upstreamSessionId) {
    return Optional.ofNullable(
        em.find(
            ReplacedUpstream.class, new ReplacedUpstream.Key(actor.tenant(), upstreamSessionId)));
  }

  /** The earlier upstream sessions that may be deleted now, those that were tried last, last. */
  List<String> due(Actor actor, Instant replacedUntil, Instant triedUntil, int limit) {
    return em.createQuery(
            "select r.upstreamSessionId from ReplacedUpstream r where r.tenantId = :tenant"
                + " and r.triedMs <= :tried and (r.state = :ended"
                + " or (r.state = :replaced and r.replacedMs <= :until)) order by r.triedMs",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("tried", triedUntil.toEpochMilli())
        .setParameter("ended", ReplacedUpstream.State.ENDED)
        .setParameter("replaced", ReplacedUpstream.State.REPLACED)
        .setParameter("until", replacedUntil.toEpochMilli())
        .setMaxResults(limit)
        .getResultList();
  }

  /** Every directory in which something was to be made. */
  List<String> directories(Actor actor) {
    return em.createQuery(
            "select distinct i.directory from SessionIntent i where i.tenantId = :tenant",
            String.class)
        .setParameter("tenant", actor.tenant())
        .getResultList();
  }

  /** Whether an upstream session was made for a session of ours, and not merely adopted. */
  boolean isMadeHere(Actor actor, String sessionId, String upstreamSessionId) {
    return em.createQuery(
                "select count(i) from SessionIntent i where i.tenantId = :tenant"
                    + " and i.sessionId = :session and i.upstreamSessionId = :upstream",
                Long.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("session", sessionId)
            .setParameter("upstream", upstreamSessionId)
            .getSingleResult()
        > 0;
  }
}
