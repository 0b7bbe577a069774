package io.mooring.snapshot.restoring.web;

import io.mooring.access.Caller;
import io.mooring.snapshot.restoring.RestoreDocument;
import io.mooring.snapshot.restoring.RestoreSteps;
import io.mooring.snapshot.restoring.RestoreWaiters;
import io.mooring.time.web.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Waits for restores to end. */
@ApplicationScoped
class RestoreAwait {
  /** A restore that another node works at is looked at this often. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  @Inject RestoreWaiters waiters;
  @Inject RestoreSteps steps;
  @Inject Waiting waiting;

  /** The restore once it has ended, or as it is when the time is over. */
  CompletionStage<RestoreDocument> ended(Caller caller, RestoreDocument begun, Duration longest) {
    return waiting.ended(
        begun,
        longest,
        LOOK_AGAIN,
        new Waiting.Awaited<>(
            now -> now.state().hasEnded(),
            most -> change(caller, begun.id(), most),
            () -> steps.show(caller, begun.id())));
  }

  private CompletionStage<Optional<RestoreDocument>> change(
      Caller caller, String id, Duration longest) {
    // Registered before it is looked at: what ends between the two is not missed.
    CompletableFuture<Void> change = waiters.changed(id, Math.max(1, longest.toMillis()));
    RestoreDocument now = steps.show(caller, id);
    if (now.state().hasEnded()) {
      waiters.forget(id);
      return CompletableFuture.completedFuture(Optional.of(now));
    }
    return change.thenApply(done -> Optional.empty());
  }
}
