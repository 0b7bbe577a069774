package io.mooring.job;

import io.mooring.idempotency.IdempotencyKeyPages;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/**
 * The step of {@value ForgettingKeys#JOB}: deletes page after page until none is full, or until it
 * is asked to stop. Stopped or crashed, the next run goes on where this one was.
 */
@Named
@Dependent
public class ForgetIdempotencyKeys extends AbstractBatchlet {
  @Inject IdempotencyKeyPages pages;
  @Inject RunningJob job;

  private volatile boolean stopped;

  /** Answers how many keys were deleted, as the step's exit status. */
  @Override
  public String process() {
    long forgotten = 0;
    int page;
    do {
      page = pages.forgetOne();
      job.advance(JobCounts.ofWritten(page));
      forgotten += page;
    } while (page == IdempotencyKeyPages.MOST && !stopped);
    return Long.toString(forgotten);
  }

  @Override
  public void stop() {
    stopped = true;
  }
}
