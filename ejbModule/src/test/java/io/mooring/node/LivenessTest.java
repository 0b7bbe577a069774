package io.mooring.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private static final Duration TTL = Duration.ofSeconds(15);

  private final SettableTicker ticker = new SettableTicker(5);
  private final Liveness liveness = new Liveness(ticker, TTL);

  private Set<String> dead(Pulse... pulses) {
    return liveness.dead(Set.of(), List.of(pulses), "here", "boot_2");
  }

  @Test
  void aStrangerIsAliveAtFirstSight() {
    assertThat(dead(new Pulse("boot_9", "there", 7))).isEmpty();
  }

  @Test
  void aStrangerWhoseHeartStandsStillForTheTimeToLiveIsDead() {
    dead(new Pulse("boot_9", "there", 7));

    ticker.advance(TTL.minusNanos(1));
    assertThat(dead(new Pulse("boot_9", "there", 7))).isEmpty();

    ticker.advance(Duration.ofNanos(1));
    assertThat(dead(new Pulse("boot_9", "there", 7))).containsExactly("boot_9");
  }

  @Test
  void anEarlierBootOfThisNodeIsDeadAtOnce() {
    assertThat(dead(new Pulse("boot_1", "here", 7), new Pulse("boot_2", "here", 1)))
        .containsExactly("boot_1");
  }

  @Test
  void thisBootIsNeverDeadToItself() {
    dead(new Pulse("boot_2", "here", 1));
    ticker.advance(TTL.multipliedBy(10));

    assertThat(dead(new Pulse("boot_2", "here", 1))).isEmpty();
  }

  @Test
  void oneThatBeatsAgainIsAliveAgain() {
    dead(new Pulse("boot_9", "there", 7));
    ticker.advance(TTL);

    assertThat(dead(new Pulse("boot_9", "there", 8))).isEmpty();
    ticker.advance(TTL.minusNanos(1));
    assertThat(dead(new Pulse("boot_9", "there", 8))).isEmpty();
  }

  @Test
  void oneThatWasOutOfSightIsSeenAnew() {
    dead(new Pulse("boot_9", "there", 7));
    ticker.advance(TTL);
    dead();

    assertThat(dead(new Pulse("boot_9", "there", 7))).isEmpty();
  }

  @Test
  void theTickersOriginMeansNothing() {
    SettableTicker nearTheEnd = new SettableTicker(Long.MAX_VALUE - 10);
    Liveness wrapping = new Liveness(nearTheEnd, TTL);
    Pulse pulse = new Pulse("boot_9", "there", 7);
    wrapping.dead(Set.of(), List.of(pulse), "here", "boot_2");

    nearTheEnd.advance(TTL.minusNanos(1));
    assertThat(wrapping.dead(Set.of(), List.of(pulse), "here", "boot_2")).isEmpty();
    nearTheEnd.advance(Duration.ofNanos(1));
    assertThat(wrapping.dead(Set.of(), List.of(pulse), "here", "boot_2")).containsExactly("boot_9");
  }

  /** Whatever the rhythm of looks is: as long as each look less than a TTL apart sees a beat. */
  @Property
  void nobodyIsDeadWhileItsHeartbeatMovesWithinTheTimeToLive(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 14_999) Integer> gapsMs,
      @ForAll @IntRange(min = 1, max = 1_000) int step) {
    SettableTicker time = new SettableTicker(-3);
    Liveness observer = new Liveness(time, TTL);
    long heartbeat = 0;
    long sinceBeatMs = 0;
    for (int gapMs : gapsMs) {
      time.advance(Duration.ofMillis(gapMs));
      sinceBeatMs += gapMs;
      if (sinceBeatMs >= TTL.toMillis()) {
        heartbeat += step;
        sinceBeatMs = 0;
      }
      Pulse pulse = new Pulse("boot_9", "there", heartbeat);

      assertThat(observer.dead(Set.of(), List.of(pulse), "here", "boot_2")).isEmpty();
    }
  }

  /** And the other way round: one that never moves is found dead at the first look after a TTL. */
  @Property
  void whoeverStandsStillIsFoundDeadInTheEnd(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 5_000) Integer> gapsMs) {
    SettableTicker time = new SettableTicker(0);
    Liveness observer = new Liveness(time, TTL);
    Pulse pulse = new Pulse("boot_9", "there", 3);
    observer.dead(Set.of(), List.of(pulse), "here", "boot_2");
    long passedMs = 0;
    for (int gapMs : gapsMs) {
      time.advance(Duration.ofMillis(gapMs));
      passedMs += gapMs;

      assertThat(observer.dead(Set.of(), List.of(pulse), "here", "boot_2").contains("boot_9"))
          .isEqualTo(passedMs >= TTL.toMillis());
    }
  }

  @Test
  void aBootThatEndedInGoodOrderAndStillHoldsSomethingIsDead() {
    Pulse living = new Pulse("boot_b", "there", 1);

    assertThat(liveness.dead(Set.of("boot_ended", "boot_b"), List.of(living), "here", "boot_2"))
        .containsExactly("boot_ended");
  }
}
