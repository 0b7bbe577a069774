package io.mooring.feed;

import io.mooring.feed.Inbox.Item;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection that follows a session: REGISTERED, then CATCHING_UP with the journal, then LIVE,
 * at last ENDED. It is registered before it reads, so that nothing falls between the journal and
 * the live events.
 */
final class Viewer implements Watching, Outlet.Source {
  enum State {
    REGISTERED,
    CATCHING_UP,
    LIVE,
    ENDED
  }

  private final Cursor cursor;
  private final Inbox inbox;
  private final Outlet outlet;
  private final Consumer<Viewer> onEnd;
  private final AtomicReference<State> state = new AtomicReference<>(State.REGISTERED);
  private final Deque<Outgoing> ready = new ArrayDeque<>();
  private Item.@Nullable Live held;

  Viewer(Cursor cursor, Inbox inbox, ViewerSink sink, FeedThreads threads, Consumer<Viewer> onEnd) {
    this.cursor = cursor;
    this.inbox = inbox;
    this.outlet = new Outlet(sink, threads, this);
    this.onEnd = onEnd;
  }

  @Override
  public void leave() {
    outlet.leave();
  }

  /** Ends the connection; the answer completes when that was said to the peer. */
  CompletableFuture<Void> end(ViewerEnd why) {
    return outlet.end(why);
  }

  @Override
  public void ended() {
    state.set(State.ENDED);
    inbox.clear();
    onEnd.accept(this);
  }

  /** Never blocks; a viewer that has no room for it is ended. */
  void offer(Item item) {
    boolean counted = !(item instanceof Item.Advance) || state.get() == State.LIVE;
    Item taken = counted ? item : new Item.Advance(((Item.Advance) item).seq(), 0, 0);
    if (state.get() == State.ENDED) {
      return;
    }
    if (inbox.offer(taken)) {
      outlet.wake();
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
    outlet.tick(ping, sendTimeout);
  }

  @Override
  public void ping() {
    offer(new Item.Ping());
  }

  @Override
  public boolean waits() {
    return !inbox.isEmpty();
  }

  /** What waits in its queue, in bytes. */
  long waitingBytes() {
    return inbox.bytes();
  }

  /** What of the journal was read for it and is not sent yet, in characters. */
  long readyBytes() {
    return ready.stream().mapToLong(frame -> frame.json().length()).sum();
  }

  State state() {
    return state.get();
  }

  /** To be called once, after the viewer was registered. */
  void start() {
    outlet.wake();
  }

  @Override
  public @Nullable Outgoing next() {
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
    } else if (item instanceof Item.Merged merged) {
      take(merged.deltas().live());
    } else {
      ready.add(cursor.ping());
    }
  }
}
