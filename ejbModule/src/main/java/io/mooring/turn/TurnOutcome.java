package io.mooring.turn;

import java.util.Optional;

/** How a turn ends, and why where it doesn't end well. */
record TurnOutcome(TurnState state, Optional<TurnError> error) {
  static TurnOutcome of(TurnState state) {
    return new TurnOutcome(state, Optional.empty());
  }
}
