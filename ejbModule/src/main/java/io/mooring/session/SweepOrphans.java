package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.json.Json;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/**
 * The step of {@value SweepingOrphans#JOB}. Its exit status is the summary, its persistent data the
 * whole report as JSON, or what it was asked for when it failed. A run that was cut off is simply
 * done again.
 */
@Named
@Dependent
public class SweepOrphans extends AbstractBatchlet {
  @Inject OrphanSweep sweep;
  @Inject StepContext step;

  @Inject @BatchProperty @Nullable String dryRun;

  @Override
  public String process() {
    boolean only = !"false".equals(dryRun);
    step.setPersistentUserData(Json.write(Json.object().put("dryRun", only)));
    SweepReport report = sweep.sweep(new SystemCaller(Tenants.DEFAULT), only);
    step.setPersistentUserData(Json.write(Json.object(report)));
    return report.summary();
  }
}
