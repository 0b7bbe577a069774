package io.mooring.session;

import io.mooring.access.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import java.util.List;

/**
 * The sessions that are to be saved on schedule and in which something has happened since their
 * newest snapshot was begun, or that have none. In SQL, for Derby must be told the key, else it
 * waits for rows of other sessions; to others that is a comment.
 */
@ApplicationScoped
public class ChangedSessions {
  private static final String FROM =
      " FROM sessions --DERBY-PROPERTIES constraint=SESSIONS_PK\n"
          + "WHERE tenant_id = ?1 AND deleted_ms IS NULL"
          + " AND (last_snapshot_ms IS NULL OR last_activity_ms >= last_snapshot_ms)"
          + " AND (snapshots_json IS NULL OR snapshots_json NOT LIKE ?2)";

  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  /** How many there are. */
  public long count(Actor actor) {
    Object count = query("SELECT COUNT(*)", actor, "").getSingleResult();
    return ((Number) count).longValue();
  }

  /** Their ids in order, after one. */
  public List<String> after(Actor actor, String id, int limit) {
    List<?> ids =
        query("SELECT id", actor, " AND id > ?3 ORDER BY id")
            .setParameter(3, id)
            .setMaxResults(limit)
            .getResultList();
    return ids.stream().map(String.class::cast).toList();
  }

  /** Whether this is one. */
  public boolean has(Actor actor, String id) {
    return !query("SELECT id", actor, " AND id = ?3").setParameter(3, id).getResultList().isEmpty();
  }

  private Query query(String what, Actor actor, String which) {
    return em.createNativeQuery(what + FROM + which)
        .setParameter(1, actor.tenant())
        .setParameter(2, SnapshotWishes.DISABLED + '%');
  }
}
