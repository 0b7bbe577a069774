package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.access.RowId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;

/** The workdirs, as rows. */
@ApplicationScoped
class Workdirs {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  void add(Workdir workdir) {
    em.persist(workdir);
  }

  Optional<Workdir> find(Actor actor, String id) {
    return Optional.ofNullable(em.find(Workdir.class, new RowId(actor.tenant(), id)));
  }

  /** Locks it, after its sessions: of those who delete its last sessions, one is the last. */
  Optional<Workdir> lock(Actor actor, String id) {
    return Optional.ofNullable(
        em.find(Workdir.class, new RowId(actor.tenant(), id), LockModeType.PESSIMISTIC_WRITE));
  }

  /** Where they all are. */
  List<String> paths(Actor actor) {
    return em.createQuery("select w.path from Workdir w where w.tenantId = :tenant", String.class)
        .setParameter("tenant", actor.tenant())
        .getResultList();
  }

  Optional<Workdir> byPath(Actor actor, String path) {
    return em.createQuery(
            "select w from Workdir w where w.tenantId = :tenant and w.path = :path", Workdir.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("path", path)
        .getResultStream()
        .findFirst();
  }
}
