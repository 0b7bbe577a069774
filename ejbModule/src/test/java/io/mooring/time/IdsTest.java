package io.mooring.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {
  private static final Clock STOPPED =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

  @Test
  void areAPrefixAndAUlidInLowerCase() {
    assertThat(new Ids(STOPPED).next("ses")).matches("ses_[0-7][0-9a-hjkmnp-tv-z]{25}");
  }

  @Test
  void beginWithTheTime() {
    String first = new Ids(STOPPED).next("ses");
    String later = new Ids(Clock.offset(STOPPED, java.time.Duration.ofMillis(1))).next("ses");

    assertThat(first.substring(0, 14)).isEqualTo(new Ids(STOPPED).next("ses").substring(0, 14));
    assertThat(later).isGreaterThan(first);
  }

  @Test
  void ofOneInstanceIncreaseThoughTheClockStandsStill() {
    Ids ids = new Ids(STOPPED);

    List<String> minted = Stream.generate(() -> ids.next("x")).limit(10_000).toList();

    assertThat(minted).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void ofOneInstanceAreUniqueOnManyThreads() {
    Ids ids = new Ids(STOPPED);
    Set<String> minted = Collections.newSetFromMap(new ConcurrentHashMap<>());

    IntStream.range(0, 20_000).parallel().forEach(i -> minted.add(ids.next("x")));

    assertThat(minted).hasSize(20_000);
  }

  @Test
  void ofTwoInstancesAtOneInstantDiffer() {
    Ids here = new Ids(STOPPED);
    Ids there = new Ids(STOPPED);
    Set<String> minted = new HashSet<>();

    for (int i = 0; i < 5_000; i++) {
      minted.add(here.next("x"));
      minted.add(there.next("x"));
    }

    assertThat(minted).hasSize(10_000);
  }
}
