package io.mooring.audit;

import io.mooring.access.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;

/** What was done, as rows. */
@ApplicationScoped
class AuditEntries {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  void add(AuditEntry entry) {
    em.persist(entry);
  }

  /** Newest first, before the position. */
  List<AuditEntry> list(Actor actor, AuditFilter filter, int limit) {
    var query =
        em.createQuery(
                "select e from AuditEntry e where e.tenantId = :tenant"
                    + (filter.user().isPresent() ? " and e.user = :user" : "")
                    + (filter.action().isPresent() ? " and e.action = :action" : "")
                    + (filter.target().isPresent()
                        ? " and (e.target = :target or e.sessionId = :target)"
                        : "")
                    + " and (e.atMs < :ms or (e.atMs = :ms and e.id < :id))"
                    + " order by e.atMs desc, e.id desc",
                AuditEntry.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("ms", filter.beforeMs())
            .setParameter("id", filter.beforeId())
            .setMaxResults(limit);
    filter.user().ifPresent(user -> query.setParameter("user", user));
    filter.action().ifPresent(action -> query.setParameter("action", action.label()));
    filter.target().ifPresent(target -> query.setParameter("target", target));
    return query.getResultList();
  }

  /** Forgets what was done before; answers how many, at most {@code limit}. */
  int forget(Actor actor, Instant before, int limit) {
    List<AuditEntry> old =
        em.createQuery(
                "select e from AuditEntry e where e.tenantId = :tenant and e.atMs < :before"
                    + " order by e.atMs, e.id",
                AuditEntry.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("before", before.toEpochMilli())
            .setMaxResults(limit)
            .getResultList();
    old.forEach(em::remove);
    return old.size();
  }
}
