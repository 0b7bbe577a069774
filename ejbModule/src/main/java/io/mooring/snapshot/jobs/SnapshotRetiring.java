package io.mooring.snapshot.jobs;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.job.JobCounts;
import io.mooring.job.RunningJob;
import io.mooring.snapshot.PruneSnapshots;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.ItemProcessor;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** Gives up what retention doesn't keep of each session; one of which it keeps all is skipped. */
@Named
@Dependent
public class SnapshotRetiring implements ItemProcessor {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject PruneSnapshots prune;
  @Inject RunningJob job;

  @Inject @BatchProperty @Nullable String dryRun;

  @Override
  public @Nullable Object processItem(Object item) {
    String session = (String) item;
    job.advance(JobCounts.ofRead(1), session);
    if (!prune.retire(SYSTEM, session, !"false".equals(dryRun)).isEmpty()) {
      return session;
    }
    job.advance(JobCounts.ofSkipped(1));
    return null;
  }
}
