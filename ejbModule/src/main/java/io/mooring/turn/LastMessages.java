package io.mooring.turn;

import io.mooring.opencode.Opencode;
import io.mooring.opencode.wire.UpstreamMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The greatest message id that each upstream session was last seen with, so that the next prompt's
 * id sorts after it. What is not known is asked; the memory is bounded.
 */
@ApplicationScoped
class LastMessages {
  private static final int MOST = 10_000;

  private final Map<String, String> greatest =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
              return size() > MOST;
            }
          });

  /** The greatest id there; empty when there is no message. */
  Optional<String> greatest(Opencode upstream, String upstreamSessionId) {
    String known = greatest.get(upstreamSessionId);
    if (known != null) {
      return Optional.of(known);
    }
    return greatestOf(upstream.messages(upstreamSessionId, 1, null).messages());
  }

  /** Takes note of messages that were just read. */
  void seen(String upstreamSessionId, List<UpstreamMessage> messages) {
    greatestOf(messages).ifPresent(id -> greatest.put(upstreamSessionId, id));
  }

  /** Something may have been added that nobody saw. */
  void forget(String upstreamSessionId) {
    greatest.remove(upstreamSessionId);
  }

  private static Optional<String> greatestOf(List<UpstreamMessage> messages) {
    return messages.stream().map(m -> m.info().id()).max(String::compareTo);
  }
}
