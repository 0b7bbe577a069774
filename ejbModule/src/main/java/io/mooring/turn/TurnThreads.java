package io.mooring.turn;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which turns run, each for as long as its turn. They are none of the container's
 * one pool: that is small and tuned for short work, so a few turns that only wait for their agents
 * would keep requests and the next turns from their threads.
 */
@ApplicationScoped
class TurnThreads {
  @Resource ManagedThreadFactory factory;

  @Nullable ExecutorService executor;

  @PostConstruct
  void start() {
    executor = Executors.newCachedThreadPool(factory);
  }

  @PreDestroy
  void stop() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }

  /**
   * Runs it at once.
   *
   * @throws RejectedExecutionException when no thread is to be had
   */
  Future<?> submit(Runnable task) {
    if (executor == null) {
      throw new RejectedExecutionException("not started");
    }
    return executor.submit(task);
  }
}
