package io.mooring.snapshot.capture;

import io.mooring.snapshot.capture.CaptureFailed.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Keeps outcomes in order while files are read out of order; so many wait at most. */
final class EntryQueue {
  private static final int MOST = 4_096;

  private final ArrayDeque<CompletableFuture<Outcome>> waiting = new ArrayDeque<>();
  private final Check check;
  private final Sink sink;

  /** Throws when waiting makes no sense any more. */
  interface Check {
    void check() throws IOException;
  }

  /** Hears the outcomes in order. */
  interface Sink {
    void accept(Outcome outcome) throws IOException;
  }

  EntryQueue(Check check, Sink sink) {
    this.check = check;
    this.sink = sink;
  }

  void add(CompletableFuture<Outcome> outcome) throws IOException {
    waiting.add(outcome);
    while (!waiting.isEmpty() && (waiting.size() > MOST || waiting.peek().isDone())) {
      takeFirst();
    }
  }

  void finish() throws IOException {
    while (!waiting.isEmpty()) {
      takeFirst();
    }
  }

  private void takeFirst() throws IOException {
    CompletableFuture<Outcome> first = waiting.remove();
    try {
      while (true) {
        check.check();
        try {
          sink.accept(first.get(ReadPool.TICK_MS, TimeUnit.MILLISECONDS));
          return;
        } catch (TimeoutException e) {
          // Not yet: the check tells whether it will ever be.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("stopped").initCause(e);
    } catch (ExecutionException e) {
      throw new CaptureFailed(Reason.FAILED, "a file could not be read", e.getCause());
    }
  }
}
