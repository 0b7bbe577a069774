package io.mooring.snapshot;

import io.mooring.access.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;

/** The exports and the keys that they are sealed with, as rows. */
@ApplicationScoped
class Exports {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  void add(ConversationExport export) {
    em.persist(export);
    em.flush();
  }

  void add(DataKey key) {
    em.persist(key);
    em.flush();
  }

  /** Locks a tenant's key until the transaction ends. */
  Optional<DataKey> lockKey(Actor actor, String name) {
    return Optional.ofNullable(
        em.find(
            DataKey.class, new DataKey.Key(actor.tenant(), name), LockModeType.PESSIMISTIC_WRITE));
  }

  /** The ids of a session's exports, newest first. */
  List<String> ids(Actor actor, String sessionId) {
    return em.createQuery(
            "select e.id from ConversationExport e where e.tenantId = :tenant"
                + " and e.sessionId = :session order by e.turnNumber desc, e.id desc",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .getResultList();
  }

  Optional<ConversationExport> find(Actor actor, String id) {
    return Optional.ofNullable(
        em.find(ConversationExport.class, new io.mooring.access.RowId(actor.tenant(), id)));
  }

  void delete(Actor actor, List<String> ids) {
    // One by one, by their key: Derby would read all of the tenant's for a list of ids.
    for (String id : ids) {
      em.createQuery("delete from ConversationExport e where e.tenantId = :tenant and e.id = :id")
          .setParameter("tenant", actor.tenant())
          .setParameter("id", id)
          .executeUpdate();
    }
  }
}
