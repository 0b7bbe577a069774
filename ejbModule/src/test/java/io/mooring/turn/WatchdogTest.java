package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.config.Settings;
import io.mooring.turn.Watchdog.Activity;
import io.mooring.turn.Watchdog.Limit;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WatchdogTest {
  private static final Watchdog.Limits LIMITS =
      new Watchdog.Limits(
          Duration.ofMinutes(2),
          Duration.ofMinutes(3),
          Duration.ofMinutes(30),
          Duration.ofHours(25),
          Duration.ZERO);

  private final AtomicLong nanos = new AtomicLong(-7);
  private final Watchdog dog = new Watchdog(LIMITS, nanos::get, false);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void theFirstWordMustComeSooner() {
    pass(Duration.ofMinutes(2));
    assertThat(dog.passed(Activity.MODEL)).isEmpty();

    pass(Duration.ofMillis(1));
    assertThat(dog.passed(Activity.MODEL)).contains(Limit.FIRST_EVENT);
  }

  @Test
  void whatIsSaidOfTheTurnBeforeIsNoFirstWord() {
    pass(Duration.ofSeconds(100));
    dog.heard(false);
    pass(Duration.ofSeconds(21));

    assertThat(dog.passed(Activity.MODEL)).contains(Limit.FIRST_EVENT);
  }

  @Test
  void aPromptThatIsSentAgainHasItsTimeAgain() {
    pass(Duration.ofSeconds(121));
    dog.sentAgain();

    assertThat(dog.passed(Activity.MODEL)).isEmpty();
    pass(Duration.ofSeconds(121));
    assertThat(dog.passed(Activity.MODEL)).contains(Limit.FIRST_EVENT);
  }

  @Test
  void silenceCountsFromTheLastWord() {
    dog.heard(true);
    pass(Duration.ofSeconds(170));
    dog.heard(true);
    pass(Duration.ofMinutes(3));
    assertThat(dog.passed(Activity.MODEL)).isEmpty();

    pass(Duration.ofMillis(1));
    assertThat(dog.passed(Activity.MODEL)).contains(Limit.SILENCE);
  }

  @Test
  void aTurnThatWasTakenOverIsPastItsFirstWord() {
    Watchdog later = new Watchdog(LIMITS, nanos::get, true);
    pass(Duration.ofSeconds(150));
    assertThat(later.passed(Activity.MODEL)).isEmpty();

    pass(Duration.ofSeconds(31));
    assertThat(later.passed(Activity.MODEL)).contains(Limit.SILENCE);
  }

  @Test
  void aToolMayBeSilentForLonger() {
    dog.heard(true);
    pass(Duration.ofMinutes(30));
    assertThat(dog.passed(Activity.TOOL)).isEmpty();

    pass(Duration.ofMillis(1));
    assertThat(dog.passed(Activity.TOOL)).contains(Limit.TOOL_SILENCE);
  }

  @Test
  void aPersonHasADayAndTheAgentItsTimeAfterwards() {
    dog.heard(true);
    pass(Duration.ofSeconds(170));
    assertThat(dog.passed(Activity.PERSON)).isEmpty();
    pass(Duration.ofHours(25));
    assertThat(dog.passed(Activity.PERSON)).isEmpty();

    assertThat(dog.passed(Activity.MODEL)).as("decided just now").isEmpty();
    pass(Duration.ofSeconds(181));
    assertThat(dog.passed(Activity.MODEL)).contains(Limit.SILENCE);
  }

  @Test
  void aDecisionThatNeverComesEndsTheTurn() {
    dog.heard(true);
    assertThat(dog.passed(Activity.PERSON)).isEmpty();
    pass(Duration.ofHours(25).plusMillis(1));

    assertThat(dog.passed(Activity.PERSON)).contains(Limit.DECISION);
  }

  @Test
  void theWholeTurnHasNoLimitUnlessOneIsSet() {
    Watchdog strict =
        new Watchdog(
            new Watchdog.Limits(
                LIMITS.firstEvent(),
                LIMITS.silence(),
                LIMITS.tool(),
                LIMITS.decision(),
                Duration.ofHours(1)),
            nanos::get,
            true);
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
      dog.heard(true);
      strict.heard(true);
      assertThat(strict.passed(Activity.TOOL)).isEmpty();
    }
    pass(Duration.ofMillis(1));

    assertThat(strict.passed(Activity.TOOL)).contains(Limit.WHOLE);
    assertThat(strict.passed(Activity.PERSON)).contains(Limit.WHOLE);
    assertThat(dog.passed(Activity.TOOL)).isEmpty();
  }

  @Test
  void eachLimitIsASettingOfItsOwn() {
    assertThat(limits(Map.of())).isEqualTo(LIMITS);
    assertThat(
            limits(
                Map.of(
                    "mooring.turn.first-event", "PT1S",
                    "mooring.turn.silence", "PT2S",
                    "mooring.turn.tool-silence", "PT3S",
                    "mooring.turn.decision", "PT4S",
                    "mooring.turn.whole", "PT5S")))
        .isEqualTo(
            new Watchdog.Limits(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5)));
  }

  private static Watchdog.Limits limits(Map<String, String> set) {
    Map<String, String> values = new HashMap<>(set);
    return Watchdog.Limits.of(new Settings(key -> Optional.ofNullable(values.get(key))));
  }

  /** So that a caller finds the setting by the error's code. */
  @ParameterizedTest
  @EnumSource(Limit.class)
  void theErrorIsCalledAsTheSettingIs(Limit limit) {
    assertThat(new TurnSettings().settings())
        .anyMatch(setting -> setting.key().equals("mooring.turn." + limit.error().code()));
  }
}
