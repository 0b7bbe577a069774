package io.mooring.snapshot.capture;

import java.io.IOException;

/** No snapshot was made; what it has stored belongs to none and is collected later. */
public final class CaptureFailed extends IOException {
  private final Reason reason;

  CaptureFailed(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  CaptureFailed(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Why. */
  public enum Reason {
    /** The workdir itself can't be opened. */
    WORKDIR,
    TOO_MANY_ENTRIES,
    /** A file could neither be opened nor given up. */
    STUCK,
    TOO_LONG,
    STORE,
    FAILED
  }
}
