package io.mooring.snapshot.restoring.web;

import io.mooring.access.Caller;
import io.mooring.snapshot.restoring.RestoreDocument;
import io.mooring.snapshot.restoring.RestoreSteps;
import io.mooring.snapshot.restoring.RestoreWaiters;
import io.mooring.time.Ticker;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Waits for restores to end without holding a thread. */
@ApplicationScoped
class RestoreAwait {
  /** A restore that another node works at is looked at this often. */
  private static final long LOOK_AGAIN_MS = 2_000;

  @Inject RestoreWaiters waiters;
  @Inject RestoreSteps steps;
  @Inject Ticker ticker;

  @Resource ManagedExecutorService executor;

  /** The restore once it has ended, or as it is when the time is over. */
  CompletionStage<RestoreDocument> ended(Caller caller, RestoreDocument begun, Duration longest) {
    return await(caller, begun.id(), longest, ticker.nanos());
  }

  private CompletionStage<RestoreDocument> await(
      Caller caller, String id, Duration longest, long begunNanos) {
    long leftMs = longest.minus(ticker.since(begunNanos)).toMillis();
    // Registered before it is looked at: what ends between the two is not missed.
    CompletableFuture<Void> change =
        waiters.changed(id, Math.max(1, Math.min(leftMs, LOOK_AGAIN_MS)));
    RestoreDocument now = steps.show(caller, id);
    if (now.state().hasEnded() || leftMs <= 0) {
      waiters.forget(id);
      return CompletableFuture.completedFuture(now);
    }
    return change.thenComposeAsync(done -> await(caller, id, longest, begunNanos), executor);
  }
}
