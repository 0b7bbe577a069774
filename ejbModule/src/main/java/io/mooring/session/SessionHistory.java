package io.mooring.session;

import io.mooring.access.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
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

  void replaced(Actor actor, String upstreamSessionId, Session session) {
    var key = new ReplacedUpstream.Key(actor.tenant(), upstreamSessionId);
    if (em.find(ReplacedUpstream.class, key) == null) {
      em.persist(new ReplacedUpstream(actor, upstreamSessionId, session.id(), session.updatedAt()));
    }
  }
}
