package io.mooring.turn;

import io.mooring.session.Usage;
import java.util.Optional;

/**
 * How a turn ended and what it left.
 *
 * @param text at most 4 Mi UTF-16 units, marked where it was cut; the reasoning alike
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

  private static final int MOST_CHARS = 4 * 1024 * 1024;
  private static final String CUT = "\n… cut …";

  TurnResult {
    text = bounded(text);
    reasoning = bounded(reasoning);
  }

  private static String bounded(String text) {
    if (text.length() <= MOST_CHARS) {
      return text;
    }
    int end = MOST_CHARS - CUT.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
  }

  /** Ended before the agent said anything. */
  static TurnResult empty(TurnState state, Optional<TurnError> error) {
    return new TurnResult(state, error, "", "", "[]", "[]", Usage.NONE);
  }
}
