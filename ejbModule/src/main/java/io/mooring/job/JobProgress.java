package io.mooring.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.node.ThisNode;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What runs say of themselves, guarded by their generation. REQUIRES_NEW, for the transaction of a
 * batch step belongs to the job repository, and what was done is done though the step fails.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class JobProgress {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject JobRuns runs;
  @Inject ThisNode node;

  /**
   * Counts on.
   *
   * @param item what the run is at
   * @throws JobFailure another node has the run, or may have taken it over
   */
  public void advance(JobRef ref, JobCounts more, Optional<String> item) {
    change(ref, run -> run.advance(more, item));
  }

  /** Counts one that could not be done. */
  public void fail(JobRef ref, FailedItem failure) {
    change(
        ref,
        run -> {
          run.advance(JobCounts.ofFailed(1), Optional.empty());
          run.remember(failure);
        });
  }

  /** Says how many items are still to come. */
  public void expect(JobRef ref, long items) {
    change(ref, run -> run.expect(items));
  }

  /** Keeps what a run found out. */
  public void report(JobRef ref, JsonNode report) {
    change(ref, run -> run.report(report));
  }

  private void change(JobRef ref, Consumer<JobRun> change) {
    if (!node.leasesHold()) {
      throw JobFailure.lost();
    }
    JobRun run = runs.lock(SYSTEM, ref.runId());
    if (!run.isHeldBy(ref)) {
      throw JobFailure.lost();
    }
    change.accept(run);
  }
}
