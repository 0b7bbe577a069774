package io.mooring.file;

import io.mooring.access.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;

/** The file events, as rows. Whether a caller may see one is its session's to say. */
@ApplicationScoped
class FileEvents {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  /** A call of which was told, and the message of ours that it is in. */
  record Told(String upstreamMessageId, String callId, String messageId) {}

  void add(FileEvent event) {
    em.persist(event);
  }

  /** What was told of a turn. */
  List<Told> ofTurn(Actor actor, String sessionId, String turnId) {
    return em.createQuery(
            "select e.upstreamMessageId, e.callId, e.messageId from FileEvent e"
                + " where e.tenantId = :tenant and e.sessionId = :session and e.turnId = :turn",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("turn", turnId)
        .getResultStream()
        .map(row -> new Told((String) row[0], (String) row[1], (String) row[2]))
        .toList();
  }

  /** Newest first, those before a seq. */
  List<FileEvent> list(Actor actor, String sessionId, long before, int limit) {
    return em.createQuery(
            "select e from FileEvent e where e.tenantId = :tenant and e.sessionId = :session"
                + " and e.seq < :before order by e.seq desc",
            FileEvent.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("before", before)
        .setMaxResults(limit)
        .getResultList();
  }
}
