package io.mooring.turn.web;

import io.mooring.access.Caller;
import io.mooring.schema.Conflicts;
import io.mooring.time.Ticker;
import io.mooring.turn.ReadTurns;
import io.mooring.turn.TurnDocument;
import io.mooring.turn.TurnWaiters;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Waits for turns to end without holding a thread. */
@ApplicationScoped
class TurnAwait {
  /** Turns of other nodes are looked at this often; those of this node tell when they end. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  @Inject TurnWaiters waiters;
  @Inject ReadTurns turns;
  @Inject Ticker ticker;

  @Resource ManagedExecutorService executor;

  /**
   * The turn once it has ended, or as it is when the time is over.
   *
   * @param turn as it was a moment ago
   */
  CompletionStage<TurnDocument> ended(Caller caller, TurnDocument turn, Duration longest) {
    return await(caller, turn, longest, ticker.nanos());
  }

  private CompletionStage<TurnDocument> await(
      Caller caller, TurnDocument now, Duration longest, long begunNanos) {
    Duration left = longest.minus(ticker.since(begunNanos));
    if (now.state().hasEnded() || left.isNegative() || left.isZero()) {
      return CompletableFuture.completedFuture(now);
    }
    Duration next = left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN;
    return waiters
        .ended(now.id(), next)
        .thenComposeAsync(
            told ->
                told.isPresent()
                    ? CompletableFuture.completedFuture(told.get())
                    : await(
                        caller,
                        Conflicts.retry(() -> turns.get(caller, now.id())),
                        longest,
                        begunNanos),
            executor);
  }
}
