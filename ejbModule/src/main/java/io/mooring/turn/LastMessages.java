package io.mooring.turn;

import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.time.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The greatest message id that each upstream session was last seen with, so that the next prompt's
 * id sorts after it. It is known only of the turn just before: after any other, another node may
 * have run one. The memory is bounded, and nothing is remembered of a session for long.
 */
@ApplicationScoped
class LastMessages {
  static final int MOST = 10_000;

  private record Seen(long turnNumber, String greatest, long atNanos) {}

  private final Ticker ticker;

  private final Map<String, Seen> greatest =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
              return size() > MOST;
            }
          });

  /** For the container. */
  LastMessages() {
    this(Ticker.SYSTEM);
  }

  LastMessages(Ticker ticker) {
    this.ticker = ticker;
  }

  /** The greatest id there before this turn; empty when that must be asked. */
  Optional<String> before(long turnNumber, String upstreamSessionId) {
    return Optional.ofNullable(greatest.get(upstreamSessionId))
        .filter(seen -> seen.turnNumber() == turnNumber - 1)
        .map(Seen::greatest);
  }

  /** Takes note of the messages that a turn has ended with. */
  void seen(ClaimedTurn turn, String upstreamSessionId, List<UpstreamMessage> messages) {
    greatestOf(messages)
        .ifPresent(
            id -> greatest.put(upstreamSessionId, new Seen(turn.number(), id, ticker.nanos())));
  }

  /** Something may have been added that nobody saw, or may still run. */
  void forget(String upstreamSessionId) {
    greatest.remove(upstreamSessionId);
  }

  /** Forgets the sessions whose last turn ended so long ago. */
  void forgetOlderThan(Duration age) {
    greatest.values().removeIf(seen -> ticker.since(seen.atNanos()).compareTo(age) >= 0);
  }

  int size() {
    return greatest.size();
  }

  static Optional<String> greatestOf(List<UpstreamMessage> messages) {
    return messages.stream().map(m -> m.info().id()).max(String::compareTo);
  }
}
