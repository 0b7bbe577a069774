package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.job.JobCounts;
import io.mooring.job.RunningJob;
import jakarta.batch.api.chunk.ItemProcessor;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** Deletes each orphan, unless somebody has come to have it or it is gone. */
@Named
@Dependent
public class OrphanDeletion implements ItemProcessor {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject OrphanSweep sweep;
  @Inject RunningJob job;

  @Override
  public @Nullable Object processItem(Object item) {
    String id = (String) item;
    job.advance(JobCounts.ofRead(1), id);
    if (sweep.delete(SYSTEM, id)) {
      return id;
    }
    job.advance(JobCounts.ofSkipped(1));
    return null;
  }
}
