package io.mooring.node;

import io.mooring.access.SystemCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;

/** The nodes' boots and the installation, as rows. */
@ApplicationScoped
public class Nodes {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  Optional<Installation> installation(SystemCaller actor) {
    return Optional.ofNullable(em.find(Installation.class, actor.tenant()));
  }

  void add(Installation installation) {
    em.persist(installation);
  }

  void add(NodeBoot boot) {
    em.persist(boot);
  }

  Optional<NodeBoot> boot(SystemCaller actor, String bootId) {
    return Optional.ofNullable(em.find(NodeBoot.class, new NodeBootId(actor.tenant(), bootId)));
  }

  /** Every boot that has not ended in good order. */
  List<NodeBoot> open(SystemCaller actor) {
    return em.createQuery(
            "select b from NodeBoot b where b.tenantId = :tenant and b.endedMs is null",
            NodeBoot.class)
        .setParameter("tenant", actor.tenant())
        .getResultList();
  }
}
