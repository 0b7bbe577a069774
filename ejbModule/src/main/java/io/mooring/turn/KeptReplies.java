package io.mooring.turn;

import io.mooring.access.Actor;
import io.mooring.access.SystemCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was written down of running turns, as rows. */
@ApplicationScoped
class KeptReplies {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  /** Writes the runner's row, in place of what it wrote before. */
  void write(SystemCaller system, ClaimedTurn turn, String body, Instant at) {
    var key = new KeptReply.Key(system.tenant(), turn.turnId(), turn.generation());
    Optional<KeptReply> known = Optional.ofNullable(em.find(KeptReply.class, key));
    KeptReply row =
        known.orElseGet(
            () -> {
              KeptReply made = new KeptReply(system, turn);
              em.persist(made);
              return made;
            });
    row.write(body, at);
  }

  /** All rows of a turn, the newest runner's first. */
  List<KeptReply> ofTurn(Actor actor, String turnId) {
    return em.createQuery(
            "select k from KeptReply k where k.tenantId = :tenant and k.turnId = :turn"
                + " order by k.generation desc",
            KeptReply.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("turn", turnId)
        .getResultList();
  }

  /** The turn of the session of which something was written down; it has not ended. */
  Optional<String> turnIn(Actor actor, String sessionId) {
    return em.createQuery(
            "select distinct k.turnId from KeptReply k"
                + " where k.tenantId = :tenant and k.sessionId = :session",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .getResultStream()
        .findFirst();
  }

  /** The turn has ended. */
  void delete(Actor actor, String turnId) {
    em.createQuery("delete from KeptReply k where k.tenantId = :tenant and k.turnId = :turn")
        .setParameter("tenant", actor.tenant())
        .setParameter("turn", turnId)
        .executeUpdate();
  }
}
