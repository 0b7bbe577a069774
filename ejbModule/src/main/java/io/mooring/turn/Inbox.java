package io.mooring.turn;

import io.mooring.opencode.wire.WireEvent;
import io.mooring.opencode.wire.WireFrame;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the runner of one turn is told, in order. Putting never blocks: when the runner can't
 * follow, what waits is dropped and the runner is told to ask upstream instead.
 */
final class Inbox {
  private static final int CAPACITY = 8_192;

  /** Something the runner must look at. */
  sealed interface Signal {
    /** Upstream said something of the session or of one of its children. */
    record Said(WireEvent event, Optional<String> directory) implements Signal {}

    /** Events were lost: ask upstream what is true. */
    record AskAgain() implements Signal {}

    /** Somebody asked for the turn's end. */
    record Abort() implements Signal {}
  }

  private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(CAPACITY);

  void said(WireFrame frame) {
    put(new Signal.Said(frame.event(), frame.directory()));
  }

  void askAgain() {
    put(new Signal.AskAgain());
  }

  void abort() {
    put(new Signal.Abort());
  }

  private synchronized void put(Signal signal) {
    if (!signals.offer(signal)) {
      boolean abort = signals.contains(new Signal.Abort()) || signal instanceof Signal.Abort;
      signals.clear();
      signals.add(new Signal.AskAgain());
      if (abort) {
        signals.add(new Signal.Abort());
      }
    }
  }

  /** The next signal; empty when none came in time. */
  Optional<Signal> next(Duration longest) throws InterruptedException {
    return Optional.ofNullable(signals.poll(longest.toNanos(), TimeUnit.NANOSECONDS));
  }

  boolean isEmpty() {
    return signals.isEmpty();
  }
}
