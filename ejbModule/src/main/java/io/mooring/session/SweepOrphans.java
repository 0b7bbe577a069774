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
 * The first step of {@value SweepingOrphans#JOB}: looks, and says by its exit status whether the
 * second one deletes. The run's report is what it found, or what it was asked for when it failed.
 */
@Named
@Dependent
public class SweepOrphans extends AbstractBatchlet {
  private static final System.Logger LOG = System.getLogger(SweepOrphans.class.getName());
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject OrphanSweep sweep;
  @Inject RunningJob job;

  @Inject @BatchProperty @Nullable String dryRun;

  @Override
  public String process() {
    boolean only = !"false".equals(dryRun);
    job.report(Json.object().put("dryRun", only));
    OrphanLook look = sweep.look(SYSTEM);
    SweepReport report = SweepReport.of(only, look);
    job.report(Json.object(report));
    int others = look.marked() - look.orphans().size();
    job.advance(JobCounts.ofRead(others).plus(JobCounts.ofSkipped(others)));
    LOG.log(System.Logger.Level.INFO, () -> "Swept: " + report.summary());
    return report.summary();
  }
}
