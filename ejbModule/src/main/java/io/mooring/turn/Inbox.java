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
 * follow, what waits is dropped and the runner is told to ask upstream instead. What people and
 * this node want is never dropped.
 */
final class Inbox {
  static final int CAPACITY = 8_192;

  /** Something the runner must look at. */
  sealed interface Signal {
    /** Upstream said something of the session or of one of its children. */
    record Said(WireEvent event, Optional<String> directory) implements Signal {}

    /** Events were lost: ask upstream what is true. */
    record AskAgain() implements Signal {}

    /** Somebody asked for the turn's end. */
    record Abort() implements Signal {}

    /** This node stops: end at once. */
    record Stop() implements Signal {}
  }

  private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(CAPACITY);
  private boolean abort;
  private boolean stop;

  void said(WireFrame frame) {
    put(new Signal.Said(frame.event(), frame.directory()));
  }

  void askAgain() {
    put(new Signal.AskAgain());
  }

  synchronized void abort() {
    abort = true;
    put(new Signal.Abort());
  }

  synchronized void stop() {
    stop = true;
    put(new Signal.Stop());
  }

  synchronized boolean isAborted() {
    return abort;
  }

  synchronized boolean isStopped() {
    return stop;
  }

  private synchronized void put(Signal signal) {
    if (!signals.offer(signal)) {
      signals.clear();
      signals.add(new Signal.AskAgain());
      if (abort) {
        signals.add(new Signal.Abort());
      }
      if (stop) {
        signals.add(new Signal.Stop());
      }
    }
  }

  /** The next signal; empty when none came in time. */
  Optional<Signal> next(Duration longest) throws InterruptedException {
    return Optional.ofNullable(signals.poll(longest.toNanos(), TimeUnit.NANOSECONDS));
  }
}
