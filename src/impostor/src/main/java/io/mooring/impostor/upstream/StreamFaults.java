package io.mooring.impostor.upstream;

import java.io.InterruptedIOException;
import java.time.Duration;

/** How the event streams misbehave; safe for any thread. */
final class StreamFaults {
  private volatile Duration delay = Duration.ZERO;
  private volatile Duration heartbeat = Duration.ofSeconds(10);
  private boolean stalled;
  private int eventsUntilCut = -1;

  Duration delay() {
    return delay;
  }

  void delay(Duration time) {
    delay = time;
  }

  Duration heartbeat() {
    return heartbeat;
  }

  void heartbeat(Duration time) {
    heartbeat = time;
  }

  synchronized void stall(boolean on) {
    stalled = on;
    notifyAll();
  }

  /** Waits while the streams are stalled: connections stay, and not even heartbeats come. */
  synchronized void awaitFlow() throws InterruptedIOException {
    while (stalled) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("closed");
      }
    }
  }

  synchronized void cutAfter(int events) {
    eventsUntilCut = events;
  }

  /** Counts one event; whether the streams are to be cut after it. */
  synchronized boolean cutsNow() {
    return eventsUntilCut > 0 && --eventsUntilCut == 0;
  }
}
