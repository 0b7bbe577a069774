package io.mooring.time;

import java.time.Duration;

/** A monotonic clock: it never goes back, and its origin means nothing. */
@FunctionalInterface
public interface Ticker {
  /** The system's own, {@link System#nanoTime()}. */
  Ticker SYSTEM = System::nanoTime;

  /** Nanoseconds since some origin. */
  long nanos();

  /** How long ago {@code earlierNanos} was read from this ticker. */
  default Duration since(long earlierNanos) {
    return Duration.ofNanos(nanos() - earlierNanos);
  }
}
