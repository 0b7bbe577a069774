package io.mooring.feed;

import java.time.Instant;
import java.util.Optional;

/**
 * Deltas of one part that wait for one viewer, as one: each begins where the one before ended, and
 * no durable event stands between them. Whole deltas are put together, so no surrogate pair is
 * split that was not before. Used under the lock of the inbox that holds it.
 */
final class WaitingDeltas {
  /** No frame becomes longer by this than what a viewer draws at once. */
  static final int MOST_CHARS = 16 * 1024;

  /** The frame's other fields and this object, about. */
  private static final int OVERHEAD_BYTES = 512;

  private final EphemeralEvent first;
  private final String partId;
  private final long offset;
  private final long floor;
  private final StringBuilder text;
  private Instant at;

  private WaitingDeltas(Inbox.Item.Live live) {
    this.first = live.frame().event();
    this.partId = first.body().path("partId").asText();
    this.offset = first.body().path("offset").asLong();
    this.floor = live.floor();
    this.at = live.frame().at();
    this.text = new StringBuilder(first.body().path("text").asText());
  }

  /** The two as one, if the second goes on where the first ends. */
  static Optional<WaitingDeltas> of(Inbox.Item.Live first, Inbox.Item.Live second) {
    if (!isDelta(first.frame().event())) {
      return Optional.empty();
    }
    WaitingDeltas deltas = new WaitingDeltas(first);
    if (!deltas.takes(second)) {
      return Optional.empty();
    }
    deltas.add(second);
    return Optional.of(deltas);
  }

  private static boolean isDelta(EphemeralEvent event) {
    return event.type() == FeedEventType.TEXT_DELTA
        || event.type() == FeedEventType.REASONING_DELTA;
  }

  boolean takes(Inbox.Item.Live next) {
    EphemeralEvent event = next.frame().event();
    return event.type() == first.type()
        && next.floor() == floor
        && event.turnId().equals(first.turnId())
        && event.body().path("partId").asText().equals(partId)
        && event.body().path("offset").asLong() == offset + text.length()
        && text.length() + length(next) <= MOST_CHARS;
  }

  private static int length(Inbox.Item.Live live) {
    return live.frame().event().body().path("text").asText().length();
  }

  /** How many bytes more it would hold at most. */
  long growthFor(Inbox.Item.Live next) {
    int needed = text.length() + length(next);
    return needed <= text.capacity()
        ? 0
        : 2L * (Math.max(needed, 2 * text.capacity() + 2) - text.capacity());
  }

  /** Answers how many bytes more it now holds. */
  long add(Inbox.Item.Live next) {
    long before = bytes();
    text.append(next.frame().event().body().path("text").asText());
    at = next.frame().at();
    return bytes() - before;
  }

  /** What it holds in memory, at most. */
  long bytes() {
    return OVERHEAD_BYTES + 2L * text.capacity();
  }

  /** The one that stands for all of them. */
  Inbox.Item.Live live() {
    return new Inbox.Item.Live(EphemeralFrame.of(first.from(offset, text.toString()), at), floor);
  }
}
