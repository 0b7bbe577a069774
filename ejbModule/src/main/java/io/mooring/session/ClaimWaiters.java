package io.mooring.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Who opens sessions on this node, and who waits for that. Waking is only a matter of speed: a
 * waiter looks at the row again in any case, for the claim may be another node's.
 */
@ApplicationScoped
class ClaimWaiters {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final ConcurrentMap<String, CountDownLatch> waiting = new ConcurrentHashMap<>();

  private final ConcurrentMap<String, Opening> opening = new ConcurrentHashMap<>();

  private record Opening(String tenant, int callers) {}

  /** Somebody here is about to claim the session. */
  void enter(String tenant, String sessionId) {
    opening.merge(
        sessionId,
        new Opening(tenant, 1),
        (before, one) -> new Opening(tenant, before.callers() + 1));
  }

  /** Whoever entered holds no claim any more, or could not give it back. */
  void leave(String sessionId) {
    opening.computeIfPresent(
        sessionId,
        (id, now) -> now.callers() == 1 ? null : new Opening(now.tenant(), now.callers() - 1));
  }

  /** The tenant's sessions that are being opened here. */
  List<String> opening(String tenant) {
    return opening.entrySet().stream()
        .filter(entry -> entry.getValue().tenant().equals(tenant))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether a claim of this boot on the session may be somebody's. */
  boolean isOpening(String sessionId) {
    return opening.containsKey(sessionId);
  }

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
