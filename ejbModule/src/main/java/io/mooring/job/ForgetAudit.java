package io.mooring.job;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.audit.AuditSteps;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** The step of {@value ForgettingAudit#JOB}: deletes page after page until none is full. */
@Named
@Dependent
public class ForgetAudit extends AbstractBatchlet {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);
  private static final int PAGE = 500;

  @Inject AuditSteps audit;
  @Inject RunningJob job;

  private volatile boolean stopped;

  /** Answers how many entries were forgotten, as the step's exit status. */
  @Override
  public String process() {
    long forgotten = 0;
    int page;
    do {
      page = audit.forgetOld(SYSTEM, PAGE);
      job.advance(JobCounts.ofWritten(page));
      forgotten += page;
    } while (page == PAGE && !stopped);
    return Long.toString(forgotten);
  }

  @Override
  public void stop() {
    stopped = true;
  }
}
