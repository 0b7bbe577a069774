package io.mooring.job;

import io.mooring.access.Actor;
import io.mooring.access.RowId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The runs of jobs, as rows, with what was done with them. */
@ApplicationScoped
class JobRuns {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  /** Adds one at once, so that a second run of the job fails here (unique violation). */
  void add(JobRun run) {
    em.persist(run);
    em.flush();
  }

  /** Writes what was changed at once, so that a second run of the job fails here. */
  void write() {
    em.flush();
  }

  void add(JobAction action) {
    em.persist(action);
  }

  Optional<JobRun> find(Actor actor, String id) {
    return Optional.ofNullable(em.find(JobRun.class, new RowId(actor.tenant(), id)));
  }

  /**
   * Locks the row until the transaction ends.
   *
   * @throws JobFailure there is none
   */
  JobRun lock(Actor actor, String id) {
    JobRun run =
        em.find(JobRun.class, new RowId(actor.tenant(), id), LockModeType.PESSIMISTIC_WRITE);
    if (run == null) {
      throw JobFailure.notFound();
    }
    return run;
  }

  /** Whether a run of the job has not ended. */
  boolean isRunning(Actor actor, String name) {
    return !em.createQuery(
            "select r.id from JobRun r where r.tenantId = :tenant and r.runningKey = :name",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("name", name)
        .getResultList()
        .isEmpty();
  }

  /** Those that have not ended. */
  List<JobRun> unfinished(Actor actor) {
    return em.createQuery(
            "select r from JobRun r where r.tenantId = :tenant and r.state in :states"
                + " order by r.createdMs, r.id",
            JobRun.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("states", JobState.UNFINISHED)
        .getResultList();
  }

  /** Newest first, before the position. */
  List<JobRun> list(Actor actor, JobFilter filter, int limit) {
    var query =
        em.createQuery(
                "select r from JobRun r where r.tenantId = :tenant"
                    + (filter.name().isPresent() ? " and r.name = :name" : "")
                    + (filter.state().isPresent() ? " and r.state = :state" : "")
                    + " and (r.createdMs < :ms or (r.createdMs = :ms and r.id < :id))"
                    + " order by r.createdMs desc, r.id desc",
                JobRun.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("ms", filter.beforeMs())
            .setParameter("id", filter.beforeId())
            .setMaxResults(limit);
    filter.name().ifPresent(name -> query.setParameter("name", name));
    filter.state().ifPresent(state -> query.setParameter("state", state));
    return query.getResultList();
  }

  List<JobAction> actions(Actor actor, String runId) {
    return em.createQuery(
            "select a from JobAction a where a.tenantId = :tenant and a.runId = :run"
                + " order by a.id",
            JobAction.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("run", runId)
        .getResultList();
  }

  /** Deletes runs that ended before then, with their actions; answers how many. */
  int forget(Actor actor, Instant endedBefore, int limit) {
    List<String> old =
        em.createQuery(
                "select r.id from JobRun r where r.tenantId = :tenant and r.endedMs < :limit",
                String.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("limit", endedBefore.toEpochMilli())
            .setMaxResults(limit)
            .getResultList();
    if (!old.isEmpty()) {
      delete("delete from JobAction a where a.tenantId = :tenant and a.runId in :ids", actor, old);
      delete("delete from JobRun r where r.tenantId = :tenant and r.id in :ids", actor, old);
    }
    return old.size();
  }

  private void delete(String statement, Actor actor, List<String> ids) {
    em.createQuery(statement)
        .setParameter("tenant", actor.tenant())
        .setParameter("ids", Set.copyOf(ids))
        .executeUpdate();
  }
}
