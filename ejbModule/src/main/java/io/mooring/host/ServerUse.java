package io.mooring.host;

import io.mooring.time.Ticker;
import java.time.Duration;

/** Who uses a server, and how long ago the last call was. Guarded by its user's lock. */
final class ServerUse {
  private final Ticker ticker;
  private int holds;
  private long lastNanos;

  ServerUse(Ticker ticker) {
    this.ticker = ticker;
    this.lastNanos = ticker.nanos();
  }

  /** Somebody called it, or is about to. */
  void touch() {
    lastNanos = ticker.nanos();
  }

  void take() {
    holds++;
    touch();
  }

  void release() {
    holds--;
    touch();
  }

  boolean isHeld() {
    return holds > 0;
  }

  boolean isHeldOnce() {
    return holds == 1;
  }

  /** Whether nobody holds it and nobody has called it for as long. */
  boolean idleFor(Duration longest) {
    return !isHeld() && ticker.since(lastNanos).compareTo(longest) >= 0;
  }

  /** On the ticker's scale; the smaller, the longer ago. */
  long lastNanos() {
    return lastNanos;
  }
}
