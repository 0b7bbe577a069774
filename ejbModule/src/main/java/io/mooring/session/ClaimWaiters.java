package io.mooring.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Wakes those who wait for a claim of this node to end. Nothing depends on it but speed: a waiter
 * looks at the row again in any case, for the claim may be another node's.
 */
@ApplicationScoped
class ClaimWaiters {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final ConcurrentMap<String, CountDownLatch> waiting = new ConcurrentHashMap<>();

  /** Returns when the session's claim ended here, at the latest after 200 ms. */
  void awaitOnce(String sessionId) {
    CountDownLatch latch = waiting.computeIfAbsent(sessionId, id -> new CountDownLatch(1));
    try {
      if (!latch.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        waiting.remove(sessionId, latch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SessionFailure.openingTooLong();
    }
  }

  void wake(String sessionId) {
    CountDownLatch latch = waiting.remove(sessionId);
    if (latch != null) {
      latch.countDown();
    }
  }
}
