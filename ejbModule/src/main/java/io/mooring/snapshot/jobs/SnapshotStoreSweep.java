package io.mooring.snapshot.jobs;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.job.JobCounts;
import io.mooring.job.RunningJob;
import io.mooring.json.Json;
import io.mooring.snapshot.SweepStore;
import io.mooring.snapshot.store.ObjectName;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The second step of {@value PruningSnapshots#JOB}: takes from the store what no snapshot needs.
 * After a crash it looks anew: what was marked stays marked, and what is deleted is gone.
 */
@Named
@Dependent
public class SnapshotStoreSweep extends AbstractBatchlet {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject SweepStore store;
  @Inject RunningJob job;

  @Inject @BatchProperty @Nullable String dryRun;

  private volatile boolean stopped;

  /** Answers what was done, or would be. */
  @Override
  public String process() throws IOException {
    boolean only = !"false".equals(dryRun);
    SweepStore.Swept swept = store.sweep(SYSTEM, only, new Watch());
    job.report(
        Json.object()
            .put("dryRun", only)
            .put("unneeded", swept.unneeded())
            .put("sparsePacks", swept.sparsePacks())
            .put("deleted", swept.deleted()));
    return "unneeded=%d sparsePacks=%d deleted=%d"
        .formatted(swept.unneeded(), swept.sparsePacks(), swept.deleted());
  }

  private final class Watch implements SweepStore.Watch {
    @Override
    public boolean isStopped() {
      return stopped;
    }

    @Override
    public void deleted(ObjectName name) {
      job.advance(new JobCounts(1, 1, 0, 0), name.id());
    }
  }

  @Override
  public void stop() {
    stopped = true;
  }
}
