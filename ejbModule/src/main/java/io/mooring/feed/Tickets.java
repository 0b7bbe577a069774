package io.mooring.feed;

import io.mooring.access.Actor;
import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tickets, as rows. */
@Dependent
class Tickets {
  @PersistenceContext(unitName = "mooring")
  private EntityManager entities;

  void add(FeedTicket ticket) {
    entities.persist(ticket);
  }

  /** Takes the ticket away, if it is there; of several at once, only one gets it. */
  Optional<FeedTicket> take(Actor actor, String hash) {
    Optional<FeedTicket> ticket =
        Optional.ofNullable(
            entities.find(FeedTicket.class, new FeedTicket.Key(actor.tenant(), hash)));
    return ticket.filter(there -> delete(actor, List.of(hash)) == 1);
  }

  /** Deletes tickets that nobody can use any more, {@code limit} at most; answers how many. */
  int deleteExpired(Actor actor, Instant now, int limit) {
    List<String> hashes =
        entities
            .createQuery(
                "SELECT t.ticketHash FROM FeedTicket t"
                    + " WHERE t.tenantId = :tenant AND t.expiresMillis < :now",
                String.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("now", now.toEpochMilli())
            .setMaxResults(limit)
            .getResultList();
    return hashes.isEmpty() ? 0 : delete(actor, hashes);
  }

  private int delete(Actor actor, List<String> hashes) {
    return entities
        .createQuery(
            "DELETE FROM FeedTicket t WHERE t.tenantId = :tenant AND t.ticketHash IN :hashes")
        .setParameter("tenant", actor.tenant())
        .setParameter("hashes", hashes)
        .executeUpdate();
  }
}
