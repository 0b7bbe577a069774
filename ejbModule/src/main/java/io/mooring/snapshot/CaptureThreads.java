package io.mooring.snapshot;

import io.mooring.config.Settings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where captures run: not too many on this node at once, whoever began them. Their threads are none
 * of the container's one pool, for a file system that hangs would take them away from everybody.
 */
@ApplicationScoped
class CaptureThreads {
  private static final System.Logger LOG = System.getLogger(CaptureThreads.class.getName());
  static final int MOST_WAITING = 200;

  @Resource ManagedThreadFactory factory;
  @Inject Settings settings;

  private @Nullable Semaphore slots;
  private @Nullable ExecutorService background;
  private int waiting;
  private boolean ended;

  ThreadFactory factory() {
    return factory;
  }

  /** Waits for a place and runs there. */
  <T> T inPlace(InPlace<T> work) throws Exception {
    Semaphore places = slots();
    places.acquire();
    try {
      return work.run();
    } finally {
      places.release();
    }
  }

  /** What runs in a place. */
  @FunctionalInterface
  interface InPlace<T> {
    T run() throws Exception;
  }

  private synchronized Semaphore slots() {
    Semaphore known = slots;
    if (known == null) {
      known = new Semaphore(settings.get(SnapshotSettings.CAPTURES), true);
      slots = known;
    }
    return known;
  }

  /** Whether one more may be begun; if so, it must be submitted or given up. */
  synchronized boolean admit() {
    if (ended || waiting >= MOST_WAITING) {
      return false;
    }
    waiting++;
    return true;
  }

  synchronized void giveUp() {
    waiting--;
  }

  /**
   * Runs what was admitted.
   *
   * @throws RejectedExecutionException when this node is about to stop; then it is given up
   */
  void submit(Runnable admitted) {
    try {
      background()
          .execute(
              () -> {
                try {
                  admitted.run();
                } finally {
                  giveUp();
                }
              });
    } catch (RejectedExecutionException | IllegalStateException e) {
      giveUp();
      throw new RejectedExecutionException("no thread for a snapshot", e);
    }
  }

  private synchronized ExecutorService background() {
    if (ended) {
      throw new RejectedExecutionException("this node stops");
    }
    ExecutorService known = background;
    if (known == null) {
      known = Executors.newFixedThreadPool(settings.get(SnapshotSettings.CAPTURES), factory());
      background = known;
    }
    return known;
  }

  /** Begins no more, interrupts what runs in the background, and waits a while for its end. */
  void end(Duration longest) throws InterruptedException {
    ExecutorService stopped;
    synchronized (this) {
      ended = true;
      stopped = background;
    }
    if (stopped != null) {
      int never = stopped.shutdownNow().size();
      boolean all = stopped.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS);
      LOG.log(
          all && never == 0 ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
          "Snapshots that were never begun: {0}; all others have ended: {1}.",
          never,
          all);
    }
  }
}
