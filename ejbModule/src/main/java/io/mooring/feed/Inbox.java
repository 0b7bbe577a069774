package io.mooring.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one viewer, in the order of publication, bounded by count and bytes. Durable
 * events stand in it as a mark only, since the viewer reads them from the journal or its cache;
 * they count as if they were here. Safe for all threads.
 */
final class Inbox {
  /** One thing that waits. */
  sealed interface Item {
    /** The journal goes at least as far as {@code seq}. */
    record Advance(long seq, int events, long bytes) implements Item {}

    /** An ephemeral frame, published when the journal went as far as {@code floor}. */
    record Live(EphemeralFrame frame, long floor) implements Item {}

    /** Time for a ping. */
    record Ping() implements Item {}
  }

  private final int maxEvents;
  private final long maxBytes;
  private final Deque<Item> items = new ArrayDeque<>();
  private int events;
  private long bytes;

  Inbox(int maxEvents, long maxBytes) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
  }

  /**
   * False when it would be too much; then nothing has changed. One alone is never too much, however
   * large: it is no sign of a slow peer.
   */
  synchronized boolean offer(Item item) {
    int moreEvents = events(item);
    long moreBytes = bytes(item);
    boolean over = events + moreEvents > maxEvents || bytes + moreBytes > maxBytes;
    if (over && events > 0) {
      return false;
    }
    events += moreEvents;
    bytes += moreBytes;
    Item last = items.peekLast();
    if (item instanceof Item.Advance next && last instanceof Item.Advance earlier) {
      items.removeLast();
      items.addLast(
          new Item.Advance(
              Math.max(earlier.seq(), next.seq()),
              earlier.events() + next.events(),
              earlier.bytes() + next.bytes()));
    } else if (!(item instanceof Item.Ping) || !items.contains(item)) {
      items.addLast(item);
    }
    return true;
  }

  synchronized @Nullable Item poll() {
    Item item = items.pollFirst();
    if (item != null) {
      events -= events(item);
      bytes -= bytes(item);
    }
    return item;
  }

  synchronized boolean isEmpty() {
    return items.isEmpty();
  }

  synchronized void clear() {
    items.clear();
    events = 0;
    bytes = 0;
  }

  private static int events(Item item) {
    return item instanceof Item.Advance advance
        ? advance.events()
        : item instanceof Item.Live ? 1 : 0;
  }

  private static long bytes(Item item) {
    return item instanceof Item.Advance advance
        ? advance.bytes()
        : item instanceof Item.Live live ? live.frame().bytes() : 0;
  }
}
