package io.mooring.job;

import jakarta.batch.api.chunk.listener.RetryProcessListener;
import jakarta.batch.api.chunk.listener.SkipProcessListener;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/**
 * Listens to what an item does to fail. The first time it is tried again, from the last checkpoint
 * and one by one; the second time it is left out, counted and told of, and the run goes on.
 */
@Named
@Dependent
public class FailedItems implements SkipProcessListener, RetryProcessListener {
  private static final System.Logger LOG = System.getLogger(FailedItems.class.getName());

  @Inject RunningJob job;

  @Override
  public void onRetryProcessException(Object item, Exception why) {
    LOG.log(System.Logger.Level.DEBUG, () -> item + " is tried again", why);
  }

  @Override
  public void onSkipProcessItem(Object item, Exception why) {
    job.fail(String.valueOf(item), why);
  }
}
