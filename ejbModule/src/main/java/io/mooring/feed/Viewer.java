package io.mooring.feed;

import io.mooring.feed.Inbox.Item;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection that follows a session: REGISTERED, then CATCHING_UP with the journal, then LIVE,
 * at last ENDED. It is registered before it reads, so that nothing falls between the journal and
 * the live events. At most one thread serves it, and none while a send is under way.
 */
public final class Viewer {
  private static final System.Logger LOG = System.getLogger(Viewer.class.getName());

  /** Frames sent in one turn of a lane, so that others are served, too. */
  private static final int FRAMES_A_TURN = 64;

  enum State {
    REGISTERED,
    CATCHING_UP,
    LIVE,
    ENDED
  }

  private final Cursor cursor;
  private final Inbox inbox;
  private final ViewerSink sink;
  private final FeedThreads threads;
  private final Consumer<Viewer> onEnd;
  private final AtomicReference<State> state = new AtomicReference<>(State.REGISTERED);
  private final AtomicBoolean served = new AtomicBoolean();
  private final Deque<Outgoing> ready = new ArrayDeque<>();
  private Item.@Nullable Live held;
  private volatile long sendingSinceNanos;
  private volatile boolean sending;
  private volatile long pingedNanos;

  Viewer(Cursor cursor, Inbox inbox, ViewerSink sink, FeedThreads threads, Consumer<Viewer> onEnd) {
    this.cursor = cursor;
    this.inbox = inbox;
    this.sink = sink;
    this.threads = threads;
    this.onEnd = onEnd;
    this.pingedNanos = threads.ticker().nanos();
  }

  /** The peer is gone: nothing more is sent. May be called twice. */
  public void leave() {
    if (state.getAndSet(State.ENDED) != State.ENDED) {
      inbox.clear();
      onEnd.accept(this);
    }
  }

  /** Ends the connection; the answer completes when that was said to the peer. */
  CompletableFuture<Void> end(ViewerEnd why) {
    if (state.getAndSet(State.ENDED) == State.ENDED) {
      return CompletableFuture.completedFuture(null);
    }
    inbox.clear();
    onEnd.accept(this);
    try {
      return CompletableFuture.runAsync(() -> sink.close(why), threads.closer());
    } catch (RejectedExecutionException e) { // the server stops, and closes the connection itself
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Never blocks; a viewer that has no room for it is ended. */
  void offer(Item item) {
    boolean counted = !(item instanceof Item.Advance) || state.get() == State.LIVE;
    Item taken = counted ? item : new Item.Advance(((Item.Advance) item).seq(), 0, 0);
    if (state.get() == State.ENDED) {
      return;
    }
    if (inbox.offer(taken)) {
      wake();
    } else {
      var unused = end(ViewerEnd.TOO_SLOW);
    }
  }

  /** The journal was seen to go this far. */
  void noticeHead(long seq) {
    if (state.get() == State.LIVE && cursor.seq() < seq) {
      offer(new Item.Advance(seq, 0, 0));
    }
  }

  /** Ends the viewer when a send takes too long, and pings it when it is time. */
  void tick(Duration ping, Duration sendTimeout) {
    if (sending && threads.ticker().since(sendingSinceNanos).compareTo(sendTimeout) > 0) {
      var unused = end(ViewerEnd.TOO_SLOW);
    } else if (threads.ticker().since(pingedNanos).compareTo(ping) >= 0) {
      pingedNanos = threads.ticker().nanos();
      offer(new Item.Ping());
    }
  }

  State state() {
    return state.get();
  }

  /** To be called once, after the viewer was registered. */
  void start() {
    wake();
  }

  private void wake() {
    if (served.compareAndSet(false, true)) {
      threads.lanes().execute(this::serve);
    }
  }

  private void serve() {
    try {
      for (int sent = 0; sent < FRAMES_A_TURN; sent++) {
        Outgoing frame = next();
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
    if (!inbox.isEmpty()) {
      wake();
    }
  }

  private @Nullable Outgoing next() {
    while (state.get() != State.ENDED) {
      Outgoing frame = ready.poll();
      if (frame != null) {
        return frame;
      }
      if (state.compareAndSet(State.REGISTERED, State.CATCHING_UP)) {
        ready.addAll(cursor.begin());
      } else if (cursor.behind()) {
        ready.addAll(cursor.page());
      } else if (held != null) {
        cursor.fit(held.frame(), held.floor()).ifPresent(ready::add);
        held = null;
      } else {
        state.compareAndSet(State.CATCHING_UP, State.LIVE);
        Item item = inbox.poll();
        if (item == null) {
          return null;
        }
        take(item);
      }
    }
    ready.clear();
    return null;
  }

  private void take(Item item) {
    if (item instanceof Item.Advance advance) {
      cursor.aim(advance.seq());
    } else if (item instanceof Item.Live live) {
      cursor.aim(live.floor());
      held = live;
    } else {
      ready.add(cursor.ping());
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
