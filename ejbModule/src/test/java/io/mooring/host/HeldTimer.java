package io.mooring.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer whose times come when the test lets them. */
final class HeldTimer extends ScheduledThreadPoolExecutor {
  private final List<Runnable> held = new ArrayList<>();
  private boolean released;

  HeldTimer() {
    super(1, Bench.THREADS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    synchronized (held) {
      if (!released) {
        held.add(task);
        return new Never(task);
      }
    }
    return super.schedule(task, delay, unit);
  }

  /** From now on time passes; what should have come by now comes. */
  void release() {
    List<Runnable> due;
    synchronized (held) {
      released = true;
      due = List.copyOf(held);
      held.clear();
    }
    due.forEach(this::execute);
  }

  private static final class Never extends FutureTask<Object> implements ScheduledFuture<Object> {
    Never(Runnable task) {
      super(task, "done");
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return Long.MAX_VALUE;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }
}
