package io.mooring.snapshot.jobs;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.job.JobCounts;
import io.mooring.job.RunningJob;
import io.mooring.snapshot.SnapshotFailure;
import io.mooring.snapshot.VerifySnapshots;
import jakarta.batch.api.chunk.ItemProcessor;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Checks each snapshot; a damaged one counts as failed, and is an incident by then. */
@Named
@Dependent
public class SnapshotCheck implements ItemProcessor {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject VerifySnapshots verify;
  @Inject RunningJob job;

  @Override
  public @Nullable Object processItem(Object item) throws IOException {
    String snapshot = (String) item;
    job.advance(JobCounts.ofRead(1), snapshot);
    return switch (verify.verify(SYSTEM, snapshot)) {
      case WHOLE -> snapshot;
      case DAMAGED -> {
        job.fail(snapshot, SnapshotFailure.unreadable(null));
        yield null;
      }
      case GONE -> {
        job.advance(JobCounts.ofSkipped(1));
        yield null;
      }
    };
  }
}
