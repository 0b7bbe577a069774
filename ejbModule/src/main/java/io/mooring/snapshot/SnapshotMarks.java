package io.mooring.snapshot;

import io.mooring.access.Actor;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.upkeep.Mark;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Collection;
import java.util.List;

/** What is marked in the store, as rows. */
@ApplicationScoped
class SnapshotMarks {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  List<Mark> all(Actor actor) {
    return em.createQuery(
            "select m from SnapshotMark m where m.tenantId = :tenant", SnapshotMark.class)
        .setParameter("tenant", actor.tenant())
        .getResultStream()
        .map(SnapshotMark::mark)
        .toList();
  }

  /** Adds those that are not there; of two that mark the same at once, the first counts. */
  void add(Actor actor, Collection<Mark> marks) {
    for (Mark mark : marks) {
      if (em.find(SnapshotMark.class, new SnapshotMark.Key(actor, mark.name())) == null) {
        em.persist(new SnapshotMark(actor, mark));
      }
    }
    em.flush();
  }

  void remove(Actor actor, ObjectName name) {
    em.createQuery(
            "delete from SnapshotMark m where m.tenantId = :tenant and m.kind = :kind"
                + " and m.id = :id")
        .setParameter("tenant", actor.tenant())
        .setParameter("kind", name.kind())
        .setParameter("id", name.id())
        .executeUpdate();
  }
}
