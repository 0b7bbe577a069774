package io.mooring.session;

import io.mooring.access.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;

/**
 * The sessions in which something has happened since their newest snapshot was begun, or that have
 * none. In SQL, for Derby must be told the key, else it waits for rows of other sessions; to others
 * that is a comment.
 */
@ApplicationScoped
public class ChangedSessions {
  private static final String FROM =
      " FROM sessions --DERBY-PROPERTIES constraint=SESSIONS_PK\n"
          + "WHERE tenant_id = ?1 AND deleted_ms IS NULL"
          + " AND (last_snapshot_ms IS NULL OR last_activity_ms >= last_snapshot_ms)";

  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  /** How many there are. */
  public long count(Actor actor) {
    Object count =
        em.createNativeQuery("SELECT COUNT(*)" + FROM)
            .setParameter(1, actor.tenant())
            .getSingleResult();
    return ((Number) count).longValue();
  }

  /** Their ids in order, after one. */
  public List<String> after(Actor actor, String id, int limit) {
    List<?> ids =
        em.createNativeQuery("SELECT id" + FROM + " AND id > ?2 ORDER BY id")
            .setParameter(1, actor.tenant())
            .setParameter(2, id)
            .setMaxResults(limit)
            .getResultList();
    return ids.stream().map(String.class::cast).toList();
  }

  /** Whether this is one. */
  public boolean has(Actor actor, String id) {
    return !em.createNativeQuery("SELECT id" + FROM + " AND id = ?2")
        .setParameter(1, actor.tenant())
        .setParameter(2, id)
        .getResultList()
        .isEmpty();
  }
}
