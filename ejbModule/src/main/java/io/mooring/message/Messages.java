package io.mooring.message;

import io.mooring.access.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The messages, as rows. Whether a caller may see one is its session's to say. */
@ApplicationScoped
class Messages {
  private static final int MOST_IN_A_QUERY = 500;

  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  void add(Message message) {
    em.persist(message);
  }

  /** Those of a turn, in order. */
  List<Message> ofTurn(Actor actor, String sessionId, long turnNumber) {
    return em.createQuery(
            "select m from Message m where m.tenantId = :tenant and m.sessionId = :session"
                + " and m.turnNumber = :turn",
            Message.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("turn", turnNumber)
        .getResultStream()
        .sorted(Comparator.comparing(Message::messageNumber))
        .toList();
  }

  /** Which of these upstream messages the session has already, in whichever turn. */
  Set<String> known(Actor actor, String sessionId, Collection<String> upstreamIds) {
    Set<String> known = new HashSet<>();
    List<String> all = new ArrayList<>(upstreamIds);
    for (int from = 0; from < all.size(); from += MOST_IN_A_QUERY) {
      known.addAll(
          em.createQuery(
                  "select m.upstreamMessageId from Message m where m.tenantId = :tenant"
                      + " and m.sessionId = :session and m.upstreamMessageId in :ids",
                  String.class)
              .setParameter("tenant", actor.tenant())
              .setParameter("session", sessionId)
              .setParameter("ids", all.subList(from, Math.min(all.size(), from + MOST_IN_A_QUERY)))
              .getResultList());
    }
    return known;
  }

  /** Oldest first, after a position. */
  List<Message> list(Actor actor, String sessionId, MessagePosition after, int limit) {
    return em.createQuery(
            "select m from Message m where m.tenantId = :tenant and m.sessionId = :session"
                + " and (m.turnNumber > :turn"
                + " or (m.turnNumber = :turn and m.messageNumber > :number))"
                + " order by m.turnNumber, m.messageNumber",
            Message.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("turn", after.turnNumber())
        .setParameter("number", after.messageNumber())
        .setMaxResults(limit)
        .getResultList();
  }
}
