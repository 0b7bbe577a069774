package io.mooring.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static List<String> after(String from, ZoneId zone, String cron, int count) {
    Schedule schedule = Schedule.parse(cron);
    List<String> times = new ArrayList<>();
    Instant time = Instant.parse(from);
    for (int i = 0; i < count; i++) {
      time = schedule.next(time, zone).orElseThrow();
      times.add(time.toString());
    }
    return times;
  }

  @Test
  void aDueTimeIsAlwaysLaterThanTheMomentThatIsAskedFrom() {
    assertThat(after("2026-03-01T03:30:00Z", ZoneOffset.UTC, "30 3 * * *", 2))
        .containsExactly("2026-03-02T03:30:00Z", "2026-03-03T03:30:00Z");
    assertThat(after("2026-03-01T03:29:59.999Z", ZoneOffset.UTC, "30 3 * * *", 1))
        .containsExactly("2026-03-01T03:30:00Z");
  }

  @Test
  void theZonesWallClockCounts() {
    assertThat(after("2026-01-01T00:00:00Z", BERLIN, "0 3 * * *", 1))
        .containsExactly("2026-01-01T02:00:00Z");
    assertThat(after("2026-07-01T00:00:00Z", BERLIN, "0 3 * * *", 1))
        .containsExactly("2026-07-01T01:00:00Z");
  }

  /** 2026-03-29 in Berlin: after 01:59:59 comes 03:00:00. */
  @Test
  void aTimeThatClocksLeaveOutIsNotLost() {
    assertThat(after("2026-03-28T12:00:00Z", BERLIN, "30 2 * * *", 3))
        .containsExactly("2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z");
  }

  @Test
  void whatRepeatsComesOnceAcrossTheGap() {
    assertThat(after("2026-03-29T00:00:00Z", BERLIN, "0 * * * *", 3))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z", "2026-03-29T03:00:00Z");
    assertThat(after("2026-03-29T00:30:00Z", BERLIN, "*/20 * * * *", 3))
        .containsExactly("2026-03-29T00:40:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z");
  }

  /** 2026-10-25 in Berlin: after 02:59:59 comes 02:00:00. */
  @Test
  void aTimeThatComesTwiceIsMeantOnce() {
    assertThat(after("2026-10-24T12:00:00Z", BERLIN, "30 2 * * *", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void whatRepeatsGoesOnWhileClocksArePutBack() {
    assertThat(after("2026-10-24T23:30:00Z", BERLIN, "0 * * * *", 3))
        .containsExactly("2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z");
  }

  @Test
  void ofTwoDaysEitherIsEnoughAsInCron() {
    assertThat(after("2026-06-01T00:00:00Z", ZoneOffset.UTC, "0 0 15 * 1", 3))
        .containsExactly("2026-06-08T00:00:00Z", "2026-06-15T00:00:00Z", "2026-06-22T00:00:00Z");
    assertThat(after("2026-06-01T00:00:00Z", ZoneOffset.UTC, "0 0 * * SUN", 1))
        .isEqualTo(after("2026-06-01T00:00:00Z", ZoneOffset.UTC, "0 0 * * 7", 1));
  }

  @Test
  void aRareDayIsFound() {
    assertThat(after("2026-06-01T00:00:00Z", ZoneOffset.UTC, "0 2 29 2 *", 1))
        .containsExactly("2028-02-29T02:00:00Z");
  }

  @Test
  void offIsNeverDue() {
    assertThat(Schedule.parse("off").next(Instant.EPOCH, ZoneOffset.UTC))
        .isEqualTo(Optional.empty());
    assertThat(Schedule.parse("off").isOff()).isTrue();
    assertThat(Schedule.parse("* * * * *").isOff()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nightly",
        "@daily",
        "60 * * * *",
        "* 24 * * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 8",
        "* * * * * *",
        "* * * *",
        "0 0 L * *",
        "*/0 * * * *",
        "0 0 31 2 *",
        "OFF"
      })
  void whatIsNoScheduleIsRefused(String text) {
    assertThatThrownBy(() -> Schedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(is neither off nor a cron expression|names a day that).*");
  }
}
