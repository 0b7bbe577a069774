package io.mooring.snapshot.web;

import io.mooring.access.Caller;
import io.mooring.snapshot.ReadSnapshots;
import io.mooring.snapshot.SnapshotDocument;
import io.mooring.snapshot.SnapshotState;
import io.mooring.time.web.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits for snapshots to be taken. */
@ApplicationScoped
class SnapshotAwait {
  /** Nothing tells of the end of a snapshot. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  @Inject ReadSnapshots snapshots;
  @Inject Waiting waiting;

  /**
   * The snapshot once it is taken or has failed, or as it is when the time is over.
   *
   * @param snapshot as it was a moment ago
   */
  CompletionStage<SnapshotDocument> ended(
      Caller caller, SnapshotDocument snapshot, Duration longest) {
    return waiting.ended(
        snapshot,
        longest,
        LOOK_AGAIN,
        new Waiting.Awaited<>(
            now -> now.state() != SnapshotState.TAKING,
            SnapshotAwait::pause,
            () -> snapshots.get(caller, snapshot.id())));
  }

  private static CompletionStage<Optional<SnapshotDocument>> pause(Duration time) {
    return new CompletableFuture<Optional<SnapshotDocument>>()
        .completeOnTimeout(Optional.empty(), time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
