package io.mooring.feed;

import io.mooring.access.Actor;
import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The heads. Reads answer with values, never with the entity: a head is in the persistence context
 * only when it is new or locked there, so a locked one is never stale.
 */
@Dependent
class FeedHeads {
  @PersistenceContext(unitName = "mooring")
  private EntityManager entities;

  FeedHeads() {}

  FeedHeads(EntityManager entities) {
    this.entities = entities;
  }

  /** Inserts at once, so that the head can be locked in the same transaction. */
  void add(FeedHead head) {
    entities.persist(head);
    entities.flush();
  }

  /**
   * The head, locked until the transaction ends.
   *
   * @throws FeedMissing when the session has none in the actor's tenant
   * @throws jakarta.persistence.PessimisticLockException when the database gave up waiting
   */
  FeedHead lock(Actor actor, String sessionId) {
    FeedHead head =
        entities.find(
            FeedHead.class,
            new FeedHead.Key(actor.tenant(), sessionId),
            LockModeType.PESSIMISTIC_WRITE);
    if (head == null) {
      throw new FeedMissing(sessionId);
    }
    return head;
  }

  Optional<Head> find(Actor actor, String sessionId) {
    return entities
        .createQuery(
            "SELECT h.epoch, h.lastSeq, h.journalFrom FROM FeedHead h"
                + " WHERE h.tenantId = :tenant AND h.sessionId = :session",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .getResultStream()
        .map(row -> new Head((String) row[0], (long) row[1], (long) row[2]))
        .findFirst();
  }

  /** The last seq of each of these sessions, as far as they have a head. */
  Map<String, Long> lastSeqs(Actor actor, Collection<String> sessionIds) {
    Map<String, Long> seqs = new HashMap<>();
    entities
        .createQuery(
            "SELECT h.sessionId, h.lastSeq FROM FeedHead h"
                + " WHERE h.tenantId = :tenant AND h.sessionId IN :sessions",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("sessions", sessionIds)
        .getResultList()
        .forEach(row -> seqs.put((String) row[0], (Long) row[1]));
    return seqs;
  }

  /**
   * Sessions whose journal holds more than {@code keepEvents} or something older, by id.
   *
   * @param afterSession only those that come after it
   */
  List<String> overfull(
      Actor actor, String afterSession, long keepEvents, long oldestKeptMillis, int limit) {
    return entities
        .createQuery(
            "SELECT h.sessionId FROM FeedHead h"
                + " WHERE h.tenantId = :tenant AND h.sessionId > :after"
                + " AND (h.lastSeq - h.journalFrom >= :keep OR EXISTS"
                + " (SELECT e.seq FROM FeedEvent e WHERE e.tenantId = h.tenantId"
                + " AND e.sessionId = h.sessionId AND e.seq = h.journalFrom"
                + " AND e.atMillis < :oldest))"
                + " ORDER BY h.sessionId",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("after", afterSession)
        .setParameter("keep", keepEvents)
        .setParameter("oldest", oldestKeptMillis)
        .setMaxResults(limit)
        .getResultList();
  }
}
