package io.mooring.node;

import io.mooring.time.Ticker;
import java.time.Duration;

/**
 * How long this boot's leases still hold, by its own monotonic clock: they end the time to live
 * after the last heartbeat that was written. Safe for any thread.
 */
final class LeaseClock {
  private final Ticker ticker;
  private final Duration timeToLive;
  private volatile long beatNanos;

  LeaseClock(Ticker ticker, Duration timeToLive) {
    this.ticker = ticker;
    this.timeToLive = timeToLive;
    this.beatNanos = ticker.nanos();
  }

  /** A heartbeat was written that was begun at that moment. */
  void beaten(long atNanos) {
    beatNanos = atNanos;
  }

  /**
   * Whether they are sure to hold: less than two thirds of the time to live have passed, so that
   * nobody can have taken over yet.
   */
  boolean holds() {
    return ticker.since(beatNanos).toNanos() < timeToLive.toNanos() * 2 / 3;
  }

  /** Whether they hold, and will for as long, even if no heartbeat is written meanwhile. */
  boolean outlives(Duration time) {
    return holds() && ticker.since(beatNanos).plus(time).compareTo(timeToLive) < 0;
  }
}
