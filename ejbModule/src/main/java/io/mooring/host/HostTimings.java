package io.mooring.host;

import java.time.Duration;

/**
 * The patience with servers.
 *
 * @param ready until a server listens
 * @param grace after each TERM
 * @param firstBackoff after the first failure, doubled with each further one
 * @param longestBackoff the most between two tries
 * @param resetAfter a run as long as this makes earlier failures forgotten
 */
record HostTimings(
    Duration ready,
    Duration grace,
    Duration firstBackoff,
    Duration longestBackoff,
    Duration resetAfter) {

  static HostTimings withReady(Duration ready) {
    return new HostTimings(
        ready,
        Duration.ofSeconds(3),
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5));
  }

  /** The wait after so many failures before this one. */
  Duration backoff(int earlier) {
    Duration wait = firstBackoff.multipliedBy(1L << Math.min(20, earlier));
    return wait.compareTo(longestBackoff) < 0 ? wait : longestBackoff;
  }
}
