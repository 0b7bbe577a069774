package io.mooring.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** One thread that works when the test says so, and a clock that the test moves. */
final class FakeThreads {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private long nanos;

  FeedThreads threads() {
    return new FeedThreads(tasks::add, Runnable::run, () -> nanos);
  }

  boolean runOne() {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
    }
    return task != null;
  }

  void runAll() {
    boolean more = true;
    while (more) {
      more = runOne();
    }
  }

  void pass(Duration time) {
    nanos += time.toNanos();
  }
}
