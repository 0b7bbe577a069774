package io.mooring.job;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;

/** The runs of jobs, as administrators and auditors see them. */
@Stateless
public class ReadJobs {
  @Inject JobRuns runs;
  @Inject JobCatalog catalog;

  /**
   * One run.
   *
   * @throws Forbidden the caller is neither administrator nor auditor
   * @throws JobFailure there is none
   */
  public JobDocument get(Caller caller, String id) {
    requireSight(caller);
    return document(caller, runs.find(caller, id).orElseThrow(JobFailure::notFound));
  }

  /** Newest first; one more than the limit when there are more. */
  public List<JobDocument> list(Caller caller, JobFilter filter, int limit) {
    requireSight(caller);
    return runs.list(caller, filter, limit + 1).stream().map(run -> document(caller, run)).toList();
  }

  private JobDocument document(Caller caller, JobRun run) {
    boolean changesData =
        catalog.find(run.name()).map(job -> job.changesData(run.parameters())).orElse(true);
    return JobDocument.of(run, changesData, runs.actions(caller, run.id()));
  }

  private static void requireSight(Caller caller) {
    if (!caller.seesAll()) {
      throw new Forbidden("Only administrators and auditors see jobs.");
    }
  }
}
