package io.mooring.feed;

import io.mooring.access.Caller;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection that follows all sessions which a caller may see. What waits for it is one frame a
 * session, the newest: a console that reads slowly sees fewer changes, not late ones.
 */
final class Console implements Watching, Outlet.Source {
  private static final String PING = "";

  private final Caller caller;
  private final int mostWaiting;
  private final Outlet outlet;
  private final Supplier<Outgoing> ping;
  private final Consumer<Console> onEnd;
  private final Map<String, Outgoing> waiting = new LinkedHashMap<>();

  Console(
      Caller caller,
      int mostWaiting,
      ViewerSink sink,
      FeedThreads threads,
      Supplier<Outgoing> ping,
      Consumer<Console> onEnd) {
    this.caller = caller;
    this.mostWaiting = mostWaiting;
    this.outlet = new Outlet(sink, threads, this);
    this.ping = ping;
    this.onEnd = onEnd;
  }

  String tenant() {
    return caller.tenant();
  }

  boolean maySee(String tenant, String owner) {
    return caller.tenant().equals(tenant) && caller.maySee(owner);
  }

  /** The first frame, before the console is registered. */
  void greet(Outgoing hello) {
    put("hello", hello);
  }

  /** Never blocks; in place of what waits of the session. */
  void offer(String sessionId, Outgoing frame) {
    if (outlet.hasEnded()) {
      return;
    }
    if (put(sessionId, frame)) {
      outlet.wake();
    } else {
      var unused = end(ViewerEnd.TOO_SLOW);
    }
  }

  private synchronized boolean put(String key, Outgoing frame) {
    if (waiting.size() >= mostWaiting && !waiting.containsKey(key)) {
      return false;
    }
    waiting.put(key, frame);
    return true;
  }

  void start() {
    outlet.wake();
  }

  @Override
  public void leave() {
    outlet.leave();
  }

  CompletableFuture<Void> end(ViewerEnd why) {
    return outlet.end(why);
  }

  /** Ends the console when a send takes too long, and pings it when it is time. */
  void tick(Duration ping, Duration sendTimeout) {
    outlet.tick(ping, sendTimeout);
  }

  @Override
  public synchronized @Nullable Outgoing next() {
    Iterator<Outgoing> first = waiting.values().iterator();
    if (!first.hasNext()) {
      return null;
    }
    Outgoing frame = first.next();
    first.remove();
    return frame;
  }

  @Override
  public synchronized boolean waits() {
    return !waiting.isEmpty();
  }

  @Override
  public void ping() {
    offer(PING, ping.get());
  }

  @Override
  public void ended() {
    synchronized (this) {
      waiting.clear();
    }
    onEnd.accept(this);
  }
}
