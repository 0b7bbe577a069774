package io.mooring.job;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.inject.Inject;

/**
 * A step that deletes page after page until one is not full, or until it is asked to stop. Stopped
 * or crashed, the next run goes on where this one was.
 */
abstract class PageByPage extends AbstractBatchlet {
  @Inject RunningJob job;

  private final int pageSize;
  private volatile boolean stopped;

  PageByPage(int pageSize) {
    this.pageSize = pageSize;
  }

  /** Deletes one page, of the page's size at most; answers how many rows were in it. */
  abstract int deletePage(int most);

  /** Answers how many rows were deleted, as the step's exit status. */
  @Override
  public String process() {
    long deleted = 0;
    int page;
    do {
      page = deletePage(pageSize);
      job.advance(JobCounts.ofWritten(page));
      deleted += page;
    } while (page == pageSize && !stopped);
    return Long.toString(deleted);
  }

  @Override
  public void stop() {
    stopped = true;
  }
}
