package io.mooring.turn;

import io.mooring.session.Usage;
import java.util.Optional;

/**
 * How a turn ended and what it left.
 *
 * @param toolsJson the tool displays as a JSON array
 * @param todosJson the todo list as a JSON array
 */
record TurnResult(
    TurnState state,
    Optional<TurnError> error,
    String text,
    String reasoning,
    String toolsJson,
    String todosJson,
    Usage usage) {

  /** Ended before the agent said anything. */
  static TurnResult empty(TurnState state, Optional<TurnError> error) {
    return new TurnResult(state, error, "", "", "[]", "[]", Usage.NONE);
  }
}
