package io.mooring.feed;

/** Why Mooring ended a viewer's connection. */
public enum ViewerEnd {
  /** The caller may not see the session, or not any more. */
  NOT_ALLOWED(1008, "not allowed"),
  /** The ticket opens nothing; which of these it is, is nobody's to know. */
  BAD_TICKET(1008, "no such ticket for this feed: unknown, used or expired"),
  /** The position that the viewer asked for is none. */
  BAD_POSITION(1008, "after is neither EPOCH.SEQ nor a seq"),
  /** The viewer's queue was full, or a send took too long. */
  TOO_SLOW(1013, "too slow, come back with after"),
  /** A fault on Mooring's side: nothing is lost for who comes back. */
  TRY_AGAIN(1013, "try again, come back with after"),
  /** This node stops. */
  DRAINING(1001, "draining");

  private final int closeCode;
  private final String reason;

  ViewerEnd(int closeCode, String reason) {
    this.closeCode = closeCode;
    this.reason = reason;
  }

  /** The WebSocket close code. */
  public int closeCode() {
    return closeCode;
  }

  /** Short enough for a close frame. */
  public String reason() {
    return reason;
  }
}
