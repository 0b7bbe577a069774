package io.mooring.turn;

import io.mooring.access.Actor;
import io.mooring.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Makes documents of turns. */
@ApplicationScoped
class TurnDocuments {
  @Inject Turns turns;
  @Inject OpenTurns open;

  /** Needs a transaction, for it counts who waits before. */
  TurnDocument of(Actor actor, Turn turn) {
    return of(
        turn,
        turn.state() == TurnState.QUEUED
            ? Optional.of(turns.ahead(actor, turn))
            : Optional.empty());
  }

  /** The document of a turn that was just queued behind so many others: it asks nothing. */
  TurnDocument ofNew(Turn turn, long ahead) {
    return of(turn, Optional.of(ahead));
  }

  private TurnDocument of(Turn turn, Optional<Long> position) {
    Optional<TurnResult> live =
        turn.state() == TurnState.RUNNING ? open.soFar(turn.id()) : Optional.empty();
    return new TurnDocument(
        turn.id(),
        turn.sessionId(),
        turn.state(),
        turn.prompt(),
        live.map(TurnResult::text).orElse(turn.text()),
        live.map(TurnResult::reasoning).orElse(turn.reasoning()),
        Json.read(live.map(TurnResult::toolsJson).orElse(turn.toolsJson())),
        Json.read(live.map(TurnResult::todosJson).orElse(turn.todosJson())),
        turn.error(),
        live.map(TurnResult::usage).orElse(turn.usage()).document(),
        turn.context(),
        turn.agent(),
        turn.model(),
        turn.queuedAt(),
        turn.startedAt(),
        turn.endedAt(),
        position);
  }
}
