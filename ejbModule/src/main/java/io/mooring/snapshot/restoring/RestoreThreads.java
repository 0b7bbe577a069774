package io.mooring.snapshot.restoring;

import io.mooring.config.Settings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where restores run: a few at once, the others wait in order, too many are refused. */
@ApplicationScoped
class RestoreThreads {
  private static final int MOST_WAITING = 100;

  @Resource ManagedThreadFactory factory;
  @Inject Settings settings;

  private @Nullable ThreadPoolExecutor executor;
  private boolean ended;

  ThreadFactory factory() {
    return factory;
  }

  /**
   * Runs it when there is a place.
   *
   * @throws RejectedExecutionException when too many wait, or this node is about to stop
   */
  void submit(Runnable work) {
    try {
      executor().execute(work);
    } catch (IllegalStateException e) {
      throw new RejectedExecutionException("no thread for a restore", e);
    }
  }

  private synchronized ExecutorService executor() {
    if (ended) {
      throw new RejectedExecutionException("this node stops");
    }
    ThreadPoolExecutor known = executor;
    if (known == null) {
      int places = settings.get(RestoreSettings.AT_ONCE);
      known =
          new ThreadPoolExecutor(
              places,
              places,
              30,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(MOST_WAITING),
              factory());
      known.allowCoreThreadTimeOut(true);
      executor = known;
    }
    return known;
  }

  /** Interrupts what runs; the next start goes on with it. */
  void end() throws InterruptedException {
    ThreadPoolExecutor running;
    synchronized (this) {
      ended = true;
      running = executor;
    }
    if (running != null) {
      running.shutdownNow();
      boolean quiet = running.awaitTermination(3, TimeUnit.SECONDS);
      System.getLogger(RestoreThreads.class.getName())
          .log(System.Logger.Level.DEBUG, "restores are at rest: {0}", quiet);
    }
  }
}
