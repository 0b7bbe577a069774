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
}
