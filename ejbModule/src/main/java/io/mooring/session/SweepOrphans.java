package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.job.JobCounts;
import io.mooring.job.RunningJob;
import io.mooring.json.Json;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/**
 * The step of {@value SweepingOrphans#JOB}. Its exit status is the summary, the run's report the
 * whole of it, or what it was asked for when it failed. A run that was cut off is simply done
 * again: what is deleted is no orphan any more.
 */
@Named
@Dependent
public class SweepOrphans extends AbstractBatchlet {
  @Inject OrphanSweep sweep;
  @Inject RunningJob job;

  @Inject @BatchProperty @Nullable String dryRun;

  @Override
  public String process() {
    boolean only = !"false".equals(dryRun);
    job.report(Json.object().put("dryRun", only));
    SweepReport report = sweep.sweep(new SystemCaller(Tenants.DEFAULT), only);
    job.report(Json.object(report));
    int kept = report.marked() - report.deleted().count() - report.failed().count();
    job.advance(
        new JobCounts(report.marked(), report.deleted().count(), kept, report.failed().count()));
    return report.summary();
  }
}
