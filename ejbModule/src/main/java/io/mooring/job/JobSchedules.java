package io.mooring.job;

import io.mooring.access.SystemCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Optional;

/** When jobs are due, as rows. */
@ApplicationScoped
class JobSchedules {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  Optional<JobSchedule> find(SystemCaller system, String jobName) {
    return Optional.ofNullable(
        em.find(JobSchedule.class, new JobSchedule.Key(system.tenant(), jobName)));
  }

  void add(JobSchedule schedule) {
    em.persist(schedule);
    em.flush();
  }

  /**
   * Moves one on from how it was seen; false when another node has moved it since.
   *
   * @param last the due time that is claimed with this
   */
  boolean move(
      SystemCaller system,
      JobSchedule seen,
      String expression,
      Optional<Instant> next,
      Instant last) {
    String was = seen.next().isPresent() ? "s.nextMs = :was" : "s.nextMs is null";
    var update =
        em.createQuery(
                "update JobSchedule s set s.expression = :expression, s.nextMs = :next,"
                    + " s.lastMs = :last where s.tenantId = :tenant and s.jobName = :name"
                    + " and s.expression = :said and "
                    + was)
            .setParameter("expression", expression)
            .setParameter("next", next.map(Instant::toEpochMilli).orElse(null))
            .setParameter("last", last.toEpochMilli())
            .setParameter("tenant", system.tenant())
            .setParameter("name", seen.jobName())
            .setParameter("said", seen.expression());
    seen.next().ifPresent(next0 -> update.setParameter("was", next0.toEpochMilli()));
    return update.executeUpdate() == 1;
  }
}
