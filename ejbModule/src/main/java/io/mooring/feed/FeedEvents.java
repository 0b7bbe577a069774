package io.mooring.feed;

import io.mooring.access.Actor;
import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The journal's rows. */
@Dependent
class FeedEvents {
  @PersistenceContext(unitName = "mooring")
  private EntityManager entities;

  FeedEvents() {}

  FeedEvents(EntityManager entities) {
    this.entities = entities;
  }

  void add(Actor actor, StoredEvent event) {
    entities.persist(new FeedEvent(actor.tenant(), event));
  }

  /** What comes after {@code after}, in order of seq. */
  List<StoredEvent> after(Actor actor, String sessionId, long after, int limit) {
    return entities
        .createQuery(
            "SELECT e.seq, e.type, e.turnId, e.atMillis, e.body FROM FeedEvent e"
                + " WHERE e.tenantId = :tenant AND e.sessionId = :session AND e.seq > :after"
                + " ORDER BY e.seq",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("after", after)
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> stored(sessionId, row))
        .toList();
  }

  /** When an event happened. */
  record Age(long seq, long atMillis) {}

  /** The ages of the events from {@code from} on, in order of seq. */
  List<Age> ages(Actor actor, String sessionId, long from, int limit) {
    return entities
        .createQuery(
            "SELECT e.seq, e.atMillis FROM FeedEvent e"
                + " WHERE e.tenantId = :tenant AND e.sessionId = :session AND e.seq >= :from"
                + " ORDER BY e.seq",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("from", from)
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> new Age((long) row[0], (long) row[1]))
        .toList();
  }

  /** Deletes what comes before {@code seq}; answers how many events that were. */
  int deleteBefore(Actor actor, String sessionId, long seq) {
    return entities
        .createQuery(
            "DELETE FROM FeedEvent e"
                + " WHERE e.tenantId = :tenant AND e.sessionId = :session AND e.seq < :seq")
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("seq", seq)
        .executeUpdate();
  }

  private static StoredEvent stored(String sessionId, Object[] row) {
    return new StoredEvent(
        sessionId,
        (long) row[0],
        (String) row[1],
        Optional.ofNullable((String) row[2]),
        Instant.ofEpochMilli((long) row[3]),
        (String) row[4]);
  }
}
