package io.mooring.snapshot;

import io.mooring.time.Ticker;
import io.mooring.turn.TurnEnded;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions that wait for an export, each with its last turn. A session is due once it has
 * rested for a while after that turn; one that never rests, after {@link #MOST_RESTS} such whiles.
 * Used under its owner's lock.
 */
final class ExportQueue {
  /** A session that is always at work waits no longer than so many rests. */
  static final int MOST_RESTS = 12;

  private record Waiting(TurnEnded last, long endedNanos, long sinceNanos) {}

  private final Ticker ticker;
  private final int most;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();

  /**
   * @param most sessions that may wait
   */
  ExportQueue(Ticker ticker, int most) {
    this.ticker = ticker;
    this.most = most;
  }

  /** Takes a turn that has just ended in place of its session's earlier one; false when full. */
  boolean add(TurnEnded turn) {
    Waiting earlier = waiting.remove(turn.sessionId());
    if (earlier == null && waiting.size() >= most) {
      return false;
    }
    long now = ticker.nanos();
    waiting.put(
        turn.sessionId(), new Waiting(turn, now, earlier == null ? now : earlier.sinceNanos()));
    return true;
  }

  /** Takes out the last turn of a session that is due; those that rest longest come first. */
  Optional<TurnEnded> poll(Duration rest) {
    for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext(); ) {
      Waiting one = all.next();
      if (left(one, rest).compareTo(Duration.ZERO) <= 0) {
        all.remove();
        return Optional.of(one.last());
      }
    }
    return Optional.empty();
  }

  /** How long nobody is due; empty when nobody waits. */
  Optional<Duration> patience(Duration rest) {
    return waiting.values().stream().map(one -> left(one, rest)).min(Duration::compareTo);
  }

  private Duration left(Waiting one, Duration rest) {
    Duration left = rest.minus(ticker.since(one.endedNanos()));
    Duration leftAtMost = rest.multipliedBy(MOST_RESTS).minus(ticker.since(one.sinceNanos()));
    return left.compareTo(leftAtMost) < 0 ? left : leftAtMost;
  }

  int size() {
    return waiting.size();
  }

  void clear() {
    waiting.clear();
  }
}
