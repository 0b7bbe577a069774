package io.mooring.message;

/** Where a message stands in its session; messages are ordered by it. */
public record MessagePosition(long turnNumber, long messageNumber) {
  /** Before all messages. */
  public static final MessagePosition START = new MessagePosition(0, 0);

  /** As a cursor holds it. */
  public String text() {
    return turnNumber + "." + messageNumber;
  }

  /** The position that {@link #text()} wrote. */
  public static MessagePosition parse(String text) {
    int dot = text.indexOf('.');
    return new MessagePosition(
        Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
  }
}
