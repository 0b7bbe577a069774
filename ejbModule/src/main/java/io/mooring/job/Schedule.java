package io.mooring.job;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.mooring.config.Setting;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a job is due: the five fields of cron (minute, hour, day of the month, month, day of the
 * week; where both days are given, either is enough), or {@code off}. Where clocks are put forward,
 * a time that is left out is as long after the gap as it would be after its beginning; where they
 * are put back, a time of day that is named comes once, and what repeats goes on repeating.
 */
public final class Schedule {
  /** Never due. */
  public static final Schedule OFF = new Schedule("off", null);

  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
  private static final ZonedDateTime SOME_TIME = Instant.EPOCH.atZone(ZoneOffset.UTC);
  private static final int MOST_CHARS = 200;

  private final String text;
  private final @Nullable ExecutionTime times;

  private Schedule(String text, @Nullable ExecutionTime times) {
    this.text = text;
    this.times = times;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is neither {@code off} nor such an expression, or
   *     names a day that no year has
   */
  public static Schedule parse(String text) {
    if (text.equals(OFF.text)) {
      return OFF;
    }
    if (text.length() > MOST_CHARS) {
      throw new IllegalArgumentException("is too long for a cron expression");
    }
    ExecutionTime times;
    try {
      times = ExecutionTime.forCron(PARSER.parse(text).validate());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "is neither off nor a cron expression of five fields such as 30 3 * * *", e);
    }
    if (times.nextExecution(SOME_TIME).isEmpty()) {
      throw new IllegalArgumentException("names a day that no year has");
    }
    return new Schedule(text, times);
  }

  /** A setting that holds one, {@code mooring.<feature>.<job>-schedule}. */
  public static Setting<Schedule> setting(String key, String defaultText, String purpose) {
    return new Setting<>(key, "cron", defaultText, purpose, false, Schedule::parse);
  }

  /** The first time after that moment, with the wall clocks of that zone. */
  public Optional<Instant> next(Instant after, ZoneId zone) {
    if (times == null) {
      return Optional.empty();
    }
    ZonedDateTime there = after.atZone(zone);
    Optional<Instant> onTheClock = times.nextExecution(there).map(ZonedDateTime::toInstant);
    return Stream.concat(onTheClock.stream(), leftOut(times, there).stream())
        .min(Instant::compareTo);
  }

  /** The next time as though no clock were ever changed; one in a gap moves behind it. */
  private static Optional<Instant> leftOut(ExecutionTime times, ZonedDateTime after) {
    ZonedDateTime unchanging = after.toLocalDateTime().atZone(ZoneOffset.UTC);
    return times
        .nextExecution(unchanging)
        .map(ZonedDateTime::toLocalDateTime)
        .filter(time -> isInAGap(time, after.getZone()))
        .map(time -> time.atZone(after.getZone()).toInstant());
  }

  private static boolean isInAGap(LocalDateTime time, ZoneId zone) {
    return zone.getRules().getValidOffsets(time).isEmpty();
  }

  public boolean isOff() {
    return times == null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schedule schedule && text.equals(schedule.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it is configured. */
  @Override
  public String toString() {
    return text;
  }
}
