package io.mooring.node;

import io.mooring.time.Ticker;
import java.time.Duration;

/** A ticker that goes on when it is told to. */
final class SettableTicker implements Ticker {
  private long nanos;

  SettableTicker(long nanos) {
    this.nanos = nanos;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  void advance(Duration time) {
    nanos += time.toNanos();
  }
}
