package io.mooring.snapshot.restoring;

import io.mooring.access.Actor;
import io.mooring.access.RowId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;

/** The restores, as rows. Order of locks: the workdir's lease, session, restore, feed_head. */
@ApplicationScoped
class Restores {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  void add(Restore restore) {
    em.persist(restore);
    em.flush();
  }

  /**
   * The restore, if the actor may know of it.
   *
   * @throws RestoreFailure not found
   */
  Restore get(Actor actor, String id) {
    return find(actor, id)
        .filter(restore -> restore.isVisibleTo(actor))
        .orElseThrow(RestoreFailure::notFound);
  }

  Optional<Restore> find(Actor actor, String id) {
    return Optional.ofNullable(em.find(Restore.class, new RowId(actor.tenant(), id)));
  }

  /** Locks the row until the transaction ends. */
  Optional<Restore> lock(Actor actor, String id) {
    return Optional.ofNullable(
        em.find(Restore.class, new RowId(actor.tenant(), id), LockModeType.PESSIMISTIC_WRITE));
  }

  /** Those that have not ended, or of which something may lie beside a workdir, oldest first. */
  List<String> unfinished(Actor actor, int limit) {
    return em.createQuery(
            "select r.id from Restore r where r.tenantId = :tenant and r.cleanedMs is null"
                + " order by r.createdMs, r.id",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setMaxResults(limit)
        .getResultList();
  }
}
