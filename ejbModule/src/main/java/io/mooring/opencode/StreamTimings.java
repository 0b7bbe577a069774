package io.mooring.opencode;

import io.mooring.config.Settings;
import java.time.Duration;

/**
 * The stream's patience.
 *
 * @param connect until the server takes the connection
 * @param open until its first event
 * @param silence after which a stream without heartbeats is given up
 * @param firstBackoff the wait after the first failure, doubled with each further one
 * @param longestBackoff the most that is waited
 * @param suspectAfter how many failures in a row make the server suspect
 */
public record StreamTimings(
    Duration connect,
    Duration open,
    Duration silence,
    Duration firstBackoff,
    Duration longestBackoff,
    int suspectAfter) {

  /** Heartbeats come each 10 s: three may be late. */
  public static StreamTimings of(Settings settings) {
    return new StreamTimings(
        settings.get(OpencodeSettings.CONNECT_TIMEOUT),
        settings.get(OpencodeSettings.READ_TIMEOUT),
        settings.get(OpencodeSettings.STREAM_SILENCE),
        Duration.ofMillis(250),
        Duration.ofSeconds(10),
        10);
  }

  /** The wait after so many failures in a row, before jitter. */
  Duration backoff(int failures) {
    int doublings = Math.min(20, Math.max(0, failures - 1));
    Duration wait = firstBackoff.multipliedBy(1L << doublings);
    return wait.compareTo(longestBackoff) < 0 ? wait : longestBackoff;
  }
}
