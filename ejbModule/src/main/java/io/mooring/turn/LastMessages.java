package io.mooring.turn;

import io.mooring.opencode.wire.UpstreamMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The greatest message id that each upstream session was last seen with, so that the next prompt's
 * id sorts after it. It is known only of the turn just before: after any other, another node may
 * have run one. The memory is bounded.
 */
@ApplicationScoped
class LastMessages {
  static final int MOST = 10_000;

  private record Seen(long turnNumber, String greatest) {}

  private final Map<String, Seen> greatest =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
              return size() > MOST;
            }
          });

  /** The greatest id there before this turn; empty when that must be asked. */
  Optional<String> before(long turnNumber, String upstreamSessionId) {
    return Optional.ofNullable(greatest.get(upstreamSessionId))
        .filter(seen -> seen.turnNumber() == turnNumber - 1)
        .map(Seen::greatest);
  }

  /** Takes note of the messages that a turn has ended with. */
  void seen(ClaimedTurn turn, String upstreamSessionId, List<UpstreamMessage> messages) {
    greatestOf(messages)
        .ifPresent(id -> greatest.put(upstreamSessionId, new Seen(turn.number(), id)));
  }

  /** Something may have been added that nobody saw, or may still run. */
  void forget(String upstreamSessionId) {
    greatest.remove(upstreamSessionId);
  }

  static Optional<String> greatestOf(List<UpstreamMessage> messages) {
    return messages.stream().map(m -> m.info().id()).max(String::compareTo);
  }
}
