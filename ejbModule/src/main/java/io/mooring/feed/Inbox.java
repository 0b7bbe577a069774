package io.mooring.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one viewer, in the order of publication, bounded by count and bytes. Durable
 * events stand in it as a mark only, since the viewer reads them from the journal or its cache;
 * they count as if they were here. Deltas that follow each other become one, so that a viewer who
 * reads slowly gets fewer and longer frames. Safe for all threads.
 */
final class Inbox {
  /** One thing that waits. */
  sealed interface Item {
    /** The journal goes at least as far as {@code seq}. */
    record Advance(long seq, int events, long bytes) implements Item {}

    /** An ephemeral frame, published when the journal went as far as {@code floor}. */
    record Live(EphemeralFrame frame, long floor) implements Item {}

    /** Deltas of one part that waited, as one. */
    record Merged(WaitingDeltas deltas) implements Item {}

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
    if (item instanceof Item.Live live && merges(live)) {
      return true;
    }
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

  /** Whether the delta was put to the one before it, for which there must be room, too. */
  private boolean merges(Item.Live live) {
    if (items.peekLast() instanceof Item.Live first) {
      Optional<WaitingDeltas> both = WaitingDeltas.of(first, live);
      if (both.isPresent() && bytes - bytes(first) + both.get().bytes() <= maxBytes) {
        items.removeLast();
        items.addLast(new Item.Merged(both.get()));
        bytes += both.get().bytes() - bytes(first);
        return true;
      }
    } else if (items.peekLast() instanceof Item.Merged merged) {
      WaitingDeltas deltas = merged.deltas();
      if (deltas.takes(live) && bytes + deltas.growthFor(live) <= maxBytes) {
        bytes += deltas.add(live);
        return true;
      }
    }
    return false;
  }

  /** What the waiting things hold in memory, with durable events counted as if they were here. */
  synchronized long bytes() {
    return bytes;
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
    if (item instanceof Item.Advance advance) {
      return advance.events();
    }
    return item instanceof Item.Ping ? 0 : 1;
  }

  private static long bytes(Item item) {
    if (item instanceof Item.Advance advance) {
      return advance.bytes();
    }
    if (item instanceof Item.Live live) {
      return live.frame().bytes();
    }
    return item instanceof Item.Merged merged ? merged.deltas().bytes() : 0;
  }
}
