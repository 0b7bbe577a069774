package io.mooring.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many callers who start at the same moment. */
final class Crowd {
  private Crowd() {}

  /** What each of them got, in no order of time. */
  static <T> List<T> of(int callers, IntFunction<T> call) {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      CyclicBarrier start = new CyclicBarrier(callers);
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int number = i;
        calls.add(
            () -> {
              start.await();
              return call.apply(number);
            });
      }
      List<T> got = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls)) {
        got.add(future.get());
      }
      return got;
    } catch (ExecutionException e) {
      throw new AssertionError("one of the crowd failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
