package io.mooring.turn.web;

import io.mooring.access.Caller;
import io.mooring.schema.Conflicts;
import io.mooring.time.web.Waiting;
import io.mooring.turn.ReadTurns;
import io.mooring.turn.TurnDocument;
import io.mooring.turn.TurnWaiters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Waits for turns to end. */
@ApplicationScoped
class TurnAwait {
  /** Turns of other nodes are looked at this often; those of this node tell when they end. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  @Inject TurnWaiters waiters;
  @Inject ReadTurns turns;
  @Inject Waiting waiting;

  /**
   * The turn once it has ended, or as it is when the time is over.
   *
   * @param turn as it was a moment ago
   */
  CompletionStage<TurnDocument> ended(Caller caller, TurnDocument turn, Duration longest) {
    return waiting.ended(
        turn,
        longest,
        LOOK_AGAIN,
        new Waiting.Awaited<>(
            now -> now.state().hasEnded(),
            most -> waiters.ended(turn.id(), most),
            () -> Conflicts.retry(() -> turns.get(caller, turn.id()))));
  }
}
