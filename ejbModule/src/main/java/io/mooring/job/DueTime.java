package io.mooring.job;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** What a schedule's row says at a moment. */
sealed interface DueTime {
  /**
   * Clocks of nodes, and one clock over the day, differ by less. A due time that was claimed as far
   * in the future was claimed by a clock that was wrong.
   */
  Duration SKEW = Duration.ofMinutes(10);

  /** Nothing is to be done. */
  record Later() implements DueTime {}

  /**
   * The job is due.
   *
   * @param at the due time that went by first
   * @param next the first one that has not gone by
   */
  record Now(Instant at, Optional<Instant> next) implements DueTime {}

  /**
   * The row waits for a time that is too far: the clock was ahead when it was written.
   *
   * @param last what counts as claimed last from now on
   */
  record Wrong(Optional<Instant> right, Instant last) implements DueTime {}

  static DueTime of(
      Optional<Instant> next, Instant last, Schedule schedule, ZoneId zone, Instant now) {
    if (next.isEmpty()) {
      return new Later();
    }
    if (!next.get().isAfter(now)) {
      return new Now(next.get(), schedule.next(now, zone));
    }
    Instant claimed = last.isAfter(now.plus(SKEW)) ? Instant.EPOCH : last;
    Optional<Instant> right = schedule.next(claimed.isAfter(now) ? claimed : now, zone);
    return right.filter(next.get()::isAfter).isPresent() ? new Wrong(right, claimed) : new Later();
  }
}
