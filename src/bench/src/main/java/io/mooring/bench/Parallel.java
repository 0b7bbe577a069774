package io.mooring.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs things at the same moment. */
final class Parallel {
  private static final long LIMIT_SECONDS = 300;

  private Parallel() {}

  /** What is done by the worker of that number. */
  @FunctionalInterface
  interface Work {
    void run(int worker) throws Exception;
  }

  /** Runs the work on so many threads and returns when all are done, or the first has failed. */
  static void run(int workers, Work work) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        int worker = i;
        tasks.add(
            () -> {
              work.run(worker);
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(tasks, LIMIT_SECONDS, TimeUnit.SECONDS)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a worker failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
