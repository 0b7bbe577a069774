package io.mooring.feed;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a source has over one connection, until that ends. At most one thread serves it, and
 * none while a send is under way.
 */
final class Outlet {
  private static final System.Logger LOG = System.getLogger(Outlet.class.getName());

  /** Frames sent in one turn of a lane, so that others are served, too. */
  private static final int FRAMES_A_TURN = 64;

  /** Where the frames come from. */
  interface Source {
    /** The next frame, null when there is none now; called by one thread at a time. */
    @Nullable Outgoing next();

    /** Whether something waits; called from any thread. */
    boolean waits();

    /** Time for a ping; never blocks. */
    void ping();

    /** The connection is over: called once, from any thread. */
    void ended();
  }

  private final ViewerSink sink;
  private final FeedThreads threads;
  private final Source source;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean served = new AtomicBoolean();
  private volatile long sendingSinceNanos;
  private volatile boolean sending;
  private volatile long pingedNanos;

  Outlet(ViewerSink sink, FeedThreads threads, Source source) {
    this.sink = sink;
    this.threads = threads;
    this.source = source;
    this.pingedNanos = threads.ticker().nanos();
  }

  boolean hasEnded() {
    return ended.get();
  }

  /** The peer is gone: nothing more is sent. May be called twice. */
  void leave() {
    if (!ended.getAndSet(true)) {
      source.ended();
    }
  }

  /** Ends the connection; the answer completes when that was said to the peer. */
  CompletableFuture<Void> end(ViewerEnd why) {
    if (ended.getAndSet(true)) {
      return CompletableFuture.completedFuture(null);
    }
    source.ended();
    try {
      return CompletableFuture.runAsync(() -> sink.close(why), threads.closer());
    } catch (RejectedExecutionException e) { // the server stops: nobody else is kept waiting
      sink.close(why);
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Ends it when a send takes too long, and asks for a ping when it is time. */
  void tick(Duration ping, Duration sendTimeout) {
    if (sending && threads.ticker().since(sendingSinceNanos).compareTo(sendTimeout) > 0) {
      var unused = end(ViewerEnd.TOO_SLOW);
    } else if (threads.ticker().since(pingedNanos).compareTo(ping) >= 0) {
      pingedNanos = threads.ticker().nanos();
      source.ping();
    }
  }

  /** Something waits. */
  void wake() {
    if (served.compareAndSet(false, true)) {
      threads.lanes().execute(this::serve);
    }
  }

  private void serve() {
    try {
      for (int sent = 0; sent < FRAMES_A_TURN; sent++) {
        Outgoing frame = source.next();
        if (frame == null) {
          rest();
          return;
        }
        if (!sentAtOnce(frame)) {
          return;
        }
      }
      threads.lanes().execute(this::serve);
    } catch (Problem e) {
      boolean refused = e.kind() == ProblemKind.NOT_FOUND || e.kind() == ProblemKind.FORBIDDEN;
      var unused = end(refused ? ViewerEnd.NOT_ALLOWED : ViewerEnd.TRY_AGAIN);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "A viewer is closed: its feed can't be read", e);
      var unused = end(ViewerEnd.TRY_AGAIN);
    }
  }

  /** Nothing to do, unless something came just now. */
  private void rest() {
    served.set(false);
    if (source.waits()) {
      wake();
    }
  }

  /** False when the send goes on without this thread: its completion takes over. */
  private boolean sentAtOnce(Outgoing frame) {
    sendingSinceNanos = threads.ticker().nanos();
    sending = true;
    CompletableFuture<?> sent = sink.send(frame);
    if (sent.isDone() && !sent.isCompletedExceptionally()) {
      sending = false;
      return true;
    }
    var unused =
        sent.whenComplete(
            (done, failure) -> {
              sending = false;
              if (failure == null) {
                threads.lanes().execute(this::serve);
              } else {
                var unusedToo = end(ViewerEnd.TRY_AGAIN);
              }
            });
    return false;
  }
}
