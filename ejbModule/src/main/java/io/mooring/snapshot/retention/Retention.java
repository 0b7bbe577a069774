package io.mooring.snapshot.retention;

import io.mooring.snapshot.retention.Candidate.Purpose;
import io.mooring.snapshot.retention.Candidate.State;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides which snapshots of one session are kept. What is last, and which hours are the last ones,
 * goes by the order in which the snapshots were taken: a clock that jumps makes none of them older.
 * Only ages go by the clock. Those that were taken before a restore or a deletion, or failed, or
 * are damaged, take no other one's place.
 */
public final class Retention {
  private final RetentionPolicy policy;

  public Retention(RetentionPolicy policy) {
    this.policy = policy;
  }

  /**
   * Which are kept, and why. All others may go.
   *
   * @param candidates all snapshots of a session, in any order
   * @param deletedAt when the session was deleted, if it was
   */
  public Map<String, Reason> kept(
      Collection<Candidate> candidates, Optional<Instant> deletedAt, Instant now) {
    List<Candidate> newestFirst =
        candidates.stream()
            .sorted(
                Comparator.comparingLong(Candidate::number).thenComparing(Candidate::id).reversed())
            .toList();
    boolean over = deletedAt.isPresent() && past(deletedAt.get(), policy.deleted(), now);
    Map<String, Reason> kept = new LinkedHashMap<>();
    for (Candidate candidate : newestFirst) {
      if (candidate.state() == State.TAKING) {
        kept.put(candidate.id(), Reason.TAKING);
      } else if (candidate.held()) {
        kept.put(candidate.id(), Reason.HELD);
      }
    }
    if (!over) {
      counted(newestFirst.stream().filter(Candidate::counts).toList(), kept);
      others(newestFirst, now, kept);
    }
    return kept;
  }

  private void counted(List<Candidate> newestFirst, Map<String, Reason> kept) {
    newestFirst.stream()
        .limit(policy.last())
        .forEach(candidate -> kept.putIfAbsent(candidate.id(), Reason.LAST));
    newestOfEach(newestFirst, Retention::hour, policy.hourly(), Reason.HOURLY, kept);
    newestOfEach(newestFirst, Retention::day, policy.daily(), Reason.DAILY, kept);
    newestOfEach(newestFirst, Retention::week, policy.weekly(), Reason.WEEKLY, kept);
  }

  private static <P> void newestOfEach(
      List<Candidate> newestFirst,
      Function<Instant, P> period,
      int periods,
      Reason reason,
      Map<String, Reason> kept) {
    Set<P> seen = new HashSet<>();
    for (Candidate candidate : newestFirst) {
      if (seen.size() == periods) {
        return;
      }
      if (seen.add(period.apply(candidate.takenAt()))) {
        kept.putIfAbsent(candidate.id(), reason);
      }
    }
  }

  private void others(List<Candidate> newestFirst, Instant now, Map<String, Reason> kept) {
    Set<Purpose> newestSeen = EnumSet.noneOf(Purpose.class);
    for (Candidate candidate : newestFirst) {
      switch (candidate.state()) {
        case DAMAGED -> kept.putIfAbsent(candidate.id(), Reason.DAMAGED);
        case FAILED -> {
          if (!past(candidate.takenAt(), policy.failed(), now)) {
            kept.putIfAbsent(candidate.id(), Reason.FAILED_LATELY);
          }
        }
        case COMPLETE -> {
          if (candidate.purpose() != Purpose.REGULAR
              && (newestSeen.add(candidate.purpose())
                  || !past(candidate.takenAt(), policy.safety(), now))) {
            kept.putIfAbsent(candidate.id(), Reason.SAFETY);
          }
        }
        case TAKING -> {
          // Kept already.
        }
      }
    }
  }

  private static boolean past(Instant since, Duration age, Instant now) {
    return Duration.between(since, now).compareTo(age) > 0;
  }

  private static Instant hour(Instant at) {
    return at.truncatedTo(ChronoUnit.HOURS);
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  private static LocalDate week(Instant at) {
    return day(at).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }
}
