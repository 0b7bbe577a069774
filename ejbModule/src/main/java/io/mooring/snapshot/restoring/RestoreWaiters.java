package io.mooring.snapshot.restoring;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Those who wait for restores to end. */
@ApplicationScoped
public class RestoreWaiters {
  private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

  /**
   * Done when somebody here has stopped working at the restore, or after a while: look at it then.
   */
  public CompletableFuture<Void> changed(String restoreId, long longestMs) {
    return waiting
        .computeIfAbsent(restoreId, id -> new CompletableFuture<>())
        .copy()
        .completeOnTimeout(null, longestMs, TimeUnit.MILLISECONDS);
  }

  /** Nobody of those who asked waits any more; who does looks again all the same. */
  public void forget(String restoreId) {
    waiting.remove(restoreId);
  }

  void wake(String restoreId) {
    CompletableFuture<Void> all = waiting.remove(restoreId);
    if (all != null) {
      all.complete(null);
    }
  }
}
