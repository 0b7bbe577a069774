package io.mooring.feed;

import io.mooring.time.Ticker;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks on another executor, a few at a time, in the order they came; never blocks. Those that
 * wait run one after the other for a slice of time before the executor is asked again: to ask it
 * costs more than to send a frame, and other work of the server gets its share all the same.
 */
public final class Lanes implements Executor {
  private static final Duration SLICE = Duration.ofMillis(2);
  private static final System.Logger LOG = System.getLogger(Lanes.class.getName());

  private final Executor executor;
  private final int most;
  private final Ticker ticker;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();

  public Lanes(Executor executor, int most, Ticker ticker) {
    this.executor = executor;
    this.most = most;
    this.ticker = ticker;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    startOne();
  }

  private void startOne() {
    int now = running.get();
    while (now < most) {
      if (running.compareAndSet(now, now + 1)) {
        try {
          executor.execute(this::drive);
        } catch (RejectedExecutionException e) {
          running.decrementAndGet();
          LOG.log(System.Logger.Level.WARNING, "The feed is not served: no thread for it", e);
        }
        return;
      }
      now = running.get();
    }
  }

  private void drive() {
    long begun = ticker.nanos();
    try {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
        if (ticker.since(begun).compareTo(SLICE) >= 0) {
          return;
        }
      }
    } finally {
      running.decrementAndGet();
      if (!tasks.isEmpty()) {
        startOne();
      }
    }
  }
}
