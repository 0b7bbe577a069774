package io.mooring.snapshot.retention;

import java.time.Duration;

/**
 * How many snapshots of a session are kept, and for how long those that have rules of their own.
 *
 * @param last so many of the newest complete ones
 * @param hourly of each of the last so many hours in which there was one, the newest
 * @param daily of each of the last so many days, by UTC
 * @param weekly of each of the last so many weeks, from Monday on, by UTC
 * @param safety how long those taken before a restore or a deletion are kept
 * @param failed how long one is told of that failed
 * @param deleted how long after its session's deletion any is kept that is not on hold
 */
public record RetentionPolicy(
    int last,
    int hourly,
    int daily,
    int weekly,
    Duration safety,
    Duration failed,
    Duration deleted) {
  public RetentionPolicy {
    if (last < 1 || hourly < 0 || daily < 0 || weekly < 0) {
      throw new IllegalArgumentException("a policy keeps the last one, and no negative number");
    }
  }
}
