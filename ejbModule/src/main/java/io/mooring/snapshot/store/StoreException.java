package io.mooring.snapshot.store;

import java.io.IOException;

/** A store did not do what it was asked: whether it did part of it is unknown. */
public final class StoreException extends IOException {
  private final Kind kind;

  public StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A write failed. */
  static StoreException unwritten(String message, IOException cause) {
    return new StoreException(FullDisk.is(cause) ? Kind.FULL : Kind.FAILED, message, cause);
  }

  public Kind kind() {
    return kind;
  }

  /** What went wrong. */
  public enum Kind {
    /** There is no such object. */
    MISSING,
    /** There is one already: objects are never written twice. */
    EXISTS,
    /** The object ends before the range asked for. */
    SHORT,
    /** It did not answer in time. */
    STALLED,
    /** It has no room for more. */
    FULL,
    FAILED
  }
}
