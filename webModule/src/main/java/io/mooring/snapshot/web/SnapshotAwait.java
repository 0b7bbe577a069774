package io.mooring.snapshot.web;

import io.mooring.access.Caller;
import io.mooring.snapshot.ReadSnapshots;
import io.mooring.snapshot.SnapshotDocument;
import io.mooring.snapshot.SnapshotState;
import io.mooring.time.Ticker;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits for snapshots to be taken without holding a thread. */
@ApplicationScoped
class SnapshotAwait {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  @Inject ReadSnapshots snapshots;
  @Inject Ticker ticker;

  @Resource ManagedScheduledExecutorService executor;

  /**
   * The snapshot once it is taken or has failed, or as it is when the time is over.
   *
   * @param snapshot as it was a moment ago
   */
  CompletionStage<SnapshotDocument> ended(
      Caller caller, SnapshotDocument snapshot, Duration longest) {
    return await(caller, snapshot, longest, ticker.nanos());
  }

  private CompletionStage<SnapshotDocument> await(
      Caller caller, SnapshotDocument now, Duration longest, long begunNanos) {
    Duration left = longest.minus(ticker.since(begunNanos));
    if (now.state() != SnapshotState.TAKING || left.isNegative() || left.isZero()) {
      return CompletableFuture.completedFuture(now);
    }
    Duration next = left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN;
    CompletableFuture<Void> time = new CompletableFuture<>();
    var alarm =
        executor.schedule(() -> time.complete(null), next.toMillis(), TimeUnit.MILLISECONDS);
    return time.thenComposeAsync(
        done -> {
          alarm.cancel(false);
          return await(caller, snapshots.get(caller, now.id()), longest, begunNanos);
        },
        executor);
  }
}
