package io.mooring.turn;

/**
 * Why a turn did not complete.
 *
 * @param code stable and documented
 * @param message one clean line for people
 * @param retryable whether the same prompt may go well later
 */
public record TurnError(String code, String message, boolean retryable) {
  private static final int MOST_CHARS = 1_000;

  public TurnError {
    if (message.length() > MOST_CHARS) {
      boolean splits = Character.isHighSurrogate(message.charAt(MOST_CHARS - 1));
      message = message.substring(0, splits ? MOST_CHARS - 1 : MOST_CHARS);
    }
  }
}
