package io.mooring.report;

import org.jspecify.annotations.Nullable;

/** What was thrown, as it may be shown: its messages have the kind, and no secrets. */
final class Masked extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int DEEPEST = 12;

  private Masked(String message, @Nullable Throwable cause) {
    super(message, cause, false, true);
  }

  static Masked of(Throwable thrown, Secrets secrets) {
    return of(thrown, secrets, DEEPEST);
  }

  private static Masked of(Throwable thrown, Secrets secrets, int depth) {
    Throwable cause = thrown.getCause();
    String message = thrown.getMessage();
    Masked masked =
        new Masked(
            thrown.getClass().getName() + (message == null ? "" : ": " + secrets.clean(message)),
            cause == null || depth == 0 ? null : of(cause, secrets, depth - 1));
    masked.setStackTrace(thrown.getStackTrace());
    return masked;
  }
}
