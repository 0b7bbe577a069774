package io.mooring.feed;

import io.mooring.feed.Inbox.Item;
import io.mooring.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** One watched session on this node: its viewers and its recent durable frames. */
final class Channel {
  /** Sessions of different tenants never meet. */
  record Key(String tenant, String sessionId) {}

  private final Ring ring;
  private final Ticker ticker;
  private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
  private final AtomicLong highest = new AtomicLong();
  private volatile long leftNanos;

  Channel(Ring ring, Ticker ticker) {
    this.ring = ring;
    this.ticker = ticker;
    this.leftNanos = ticker.nanos();
  }

  Ring ring() {
    return ring;
  }

  List<Viewer> viewers() {
    return viewers;
  }

  void join(Viewer viewer) {
    viewers.add(viewer);
  }

  void leave(Viewer viewer) {
    leftNanos = ticker.nanos();
    viewers.remove(viewer);
  }

  /** Durable frames of one append were committed; appends may be told out of order. */
  void advance(List<DurableFrame> frames) {
    ring.add(frames);
    long last = frames.get(frames.size() - 1).seq();
    raise(last);
    long bytes = frames.stream().mapToLong(DurableFrame::bytes).sum();
    Item item = new Item.Advance(last, frames.size(), bytes);
    viewers.forEach(viewer -> viewer.offer(item));
  }

  /** What was committed before on this node reaches each viewer before the frame does. */
  void publish(EphemeralFrame frame) {
    Item item = new Item.Live(frame, highest.get());
    viewers.forEach(viewer -> viewer.offer(item));
  }

  /** The journal was seen to go this far. */
  void raise(long seq) {
    highest.accumulateAndGet(seq, Math::max);
  }

  /** The journal goes this far, as the database says: for viewers that were not told. */
  void noticeHead(long seq) {
    raise(seq);
    viewers.forEach(viewer -> viewer.noticeHead(seq));
  }

  boolean idleFor(Duration idle) {
    return viewers.isEmpty() && ticker.since(leftNanos).compareTo(idle) >= 0;
  }
}
