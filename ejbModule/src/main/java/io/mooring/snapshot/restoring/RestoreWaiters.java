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

  void wake(String restoreId) {
    CompletableFuture<Void> all = waiting.remove(restoreId);
    if (all != null) {
      all.complete(null);
    }
  }
}
