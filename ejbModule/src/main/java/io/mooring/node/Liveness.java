package io.mooring.node;

import io.mooring.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells the dead boots from the living by watching their heartbeats on this node's own monotonic
 * clock; clocks of nodes are never compared. A boot is dead when its counter stood still for the
 * time to live, and at once when it is an earlier boot of this very node.
 */
public final class Liveness {
  private final Ticker ticker;
  private final Duration timeToLive;
  private final Map<String, Seen> seen = new HashMap<>();

  private record Seen(long heartbeat, long atNanos) {}

  public Liveness(Ticker ticker, Duration timeToLive) {
    this.ticker = ticker;
    this.timeToLive = timeToLive;
  }

  /** Takes note of the pulses and answers the boots whose leases may be taken over. */
  public synchronized Set<String> dead(List<Pulse> pulses, String thisNode, String thisBoot) {
    long now = ticker.nanos();
    seen.keySet().retainAll(pulses.stream().map(Pulse::bootId).collect(Collectors.toSet()));
    for (Pulse pulse : pulses) {
      seen.merge(
          pulse.bootId(),
          new Seen(pulse.heartbeat(), now),
          (old, fresh) -> old.heartbeat() == fresh.heartbeat() ? old : fresh);
    }
    return pulses.stream()
        .filter(p -> !p.bootId().equals(thisBoot))
        .filter(p -> p.nodeId().equals(thisNode) || stoodStill(p, now))
        .map(Pulse::bootId)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean stoodStill(Pulse pulse, long nowNanos) {
    Seen last = seen.get(pulse.bootId());
    return last != null && nowNanos - last.atNanos() >= timeToLive.toNanos();
  }
}
