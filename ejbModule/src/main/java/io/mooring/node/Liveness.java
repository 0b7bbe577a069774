package io.mooring.node;

import io.mooring.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells the dead boots from the living by watching their heartbeats on this node's own monotonic
 * clock; clocks of nodes are never compared. A boot is dead when its counter stood still for the
 * time to live, and at once when it is an earlier boot of this very node, or has ended and still
 * holds something.
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

  /**
   * Takes note of the pulses and answers the boots whose leases may be taken over.
   *
   * @param holders the boots that leases name, read before the pulses were: one of them that has no
   *     pulse has ended and left something behind
   */
  public synchronized Set<String> dead(
      Set<String> holders, List<Pulse> pulses, String thisNode, String thisBoot) {
    long now = ticker.nanos();
    Set<String> open = pulses.stream().map(Pulse::bootId).collect(Collectors.toSet());
    seen.keySet().retainAll(open);
    for (Pulse pulse : pulses) {
      seen.merge(
          pulse.bootId(),
          new Seen(pulse.heartbeat(), now),
          (old, fresh) -> old.heartbeat() == fresh.heartbeat() ? old : fresh);
    }
    Stream<String> silent =
        pulses.stream()
            .filter(p -> p.nodeId().equals(thisNode) || stoodStill(p, now))
            .map(Pulse::bootId);
    Stream<String> ended = holders.stream().filter(boot -> !open.contains(boot));
    return Stream.concat(silent, ended)
        .filter(boot -> !boot.equals(thisBoot))
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean stoodStill(Pulse pulse, long nowNanos) {
    Seen last = seen.get(pulse.bootId());
    return last != null && nowNanos - last.atNanos() >= timeToLive.toNanos();
  }
}
