package io.mooring.feed;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs tasks on another executor, a few at a time, in the order they came; never blocks. */
public final class Lanes implements Executor {
  private static final System.Logger LOG = System.getLogger(Lanes.class.getName());

  private final Executor executor;
  private final int most;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();

  public Lanes(Executor executor, int most) {
    this.executor = executor;
    this.most = most;
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

  /** One task a turn on the executor: other work of the server gets its share. */
  private void drive() {
    try {
      Runnable task = tasks.poll();
      if (task != null) {
        task.run();
      }
    } finally {
      running.decrementAndGet();
      if (!tasks.isEmpty()) {
        startOne();
      }
    }
  }
}
