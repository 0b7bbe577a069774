package io.mooring.snapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.snapshot.retention.Candidate.Purpose;
import io.mooring.snapshot.retention.Candidate.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant NOON = Instant.parse("2030-03-06T12:00:00Z"); // a Wednesday
  private static final Duration DAY = Duration.ofDays(1);
  private static final RetentionPolicy POLICY =
      new RetentionPolicy(
          5, 3, 3, 2, DAY.multipliedBy(30), DAY.multipliedBy(7), DAY.multipliedBy(60));

  private final List<Candidate> candidates = new ArrayList<>();

  private String taken(Instant at) {
    return taken(at, Purpose.REGULAR, State.COMPLETE, false);
  }

  private String taken(Instant at, Purpose purpose, State state, boolean held) {
    long number = candidates.size();
    String id = "snp_" + number;
    candidates.add(new Candidate(id, number, at, purpose, state, held));
    return id;
  }

  private Map<String, Reason> kept() {
    return kept(NOON, Optional.empty());
  }

  private Map<String, Reason> kept(Instant now, Optional<Instant> deletedAt) {
    return new Retention(POLICY).kept(candidates, deletedAt, now);
  }

  @Test
  void keepsTheLastFiveOfOneHour() {
    for (int i = 0; i < 8; i++) {
      taken(NOON.minusSeconds(600 - i));
    }

    assertThat(kept())
        .containsOnlyKeys("snp_3", "snp_4", "snp_5", "snp_6", "snp_7")
        .containsValue(Reason.LAST);
  }

  @Test
  void keepsTheNewestOfEachHourDayAndWeek() {
    String lastYear = taken(Instant.parse("2029-05-01T10:00:00Z"));
    String weekBefore = taken(Instant.parse("2030-02-24T23:59:59Z")); // Sunday
    String lastWeek = taken(Instant.parse("2030-02-25T00:00:00Z")); // Monday
    String monday = taken(Instant.parse("2030-03-04T08:00:00Z"));
    String mondayLater = taken(Instant.parse("2030-03-04T09:00:00Z"));
    String tuesday = taken(Instant.parse("2030-03-05T23:59:59.999Z"));
    String eight = taken(Instant.parse("2030-03-06T08:10:00Z"));
    String eightLater = taken(Instant.parse("2030-03-06T08:20:00Z"));
    String nine = taken(Instant.parse("2030-03-06T09:59:59Z"));
    for (int i = 0; i < 5; i++) {
      taken(Instant.parse("2030-03-06T11:00:00Z").plusSeconds(i));
    }

    assertThat(kept())
        .containsEntry(eightLater, Reason.HOURLY)
        .containsEntry(nine, Reason.HOURLY)
        .containsEntry(tuesday, Reason.DAILY)
        .containsEntry(mondayLater, Reason.DAILY)
        .containsEntry(lastWeek, Reason.WEEKLY)
        .doesNotContainKeys(lastYear, weekBefore, monday, eight)
        .hasSize(10);
  }

  @Test
  void whatWasTakenForSafetyAndWhatFailedTakesNoPlace() {
    String first = taken(NOON.minusSeconds(100));
    for (int i = 0; i < 4; i++) {
      taken(NOON.minusSeconds(90 - i));
    }
    for (int i = 0; i < 6; i++) {
      taken(NOON.minusSeconds(50), Purpose.BEFORE_RESTORE, State.COMPLETE, false);
      taken(NOON.minusSeconds(50), Purpose.BEFORE_DELETE, State.COMPLETE, false);
      taken(NOON.minusSeconds(50), Purpose.REGULAR, State.FAILED, false);
      taken(NOON.minusSeconds(50), Purpose.REGULAR, State.DAMAGED, false);
      taken(NOON.minusSeconds(50), Purpose.REGULAR, State.TAKING, false);
    }

    assertThat(kept()).containsEntry(first, Reason.LAST).hasSize(35);
  }

  @Test
  void ofThoseTakenForSafetyTheNewestOfEachPurposeOutlivesItsTime() {
    Instant old = NOON.minus(DAY.multipliedBy(31));
    String gone = taken(old, Purpose.BEFORE_RESTORE, State.COMPLETE, false);
    String newest = taken(old, Purpose.BEFORE_RESTORE, State.COMPLETE, false);
    String other = taken(old, Purpose.BEFORE_DELETE, State.COMPLETE, false);
    taken(NOON, Purpose.BEFORE_RESTORE, State.FAILED, false);

    assertThat(kept())
        .containsEntry(newest, Reason.SAFETY)
        .containsEntry(other, Reason.SAFETY)
        .doesNotContainKey(gone);
  }

  @Test
  void failedOnesAreToldOfForAWhile() {
    String late = taken(NOON.minus(DAY.multipliedBy(7)), Purpose.REGULAR, State.FAILED, false);
    String old =
        taken(NOON.minus(DAY.multipliedBy(7)).minusMillis(1), Purpose.REGULAR, State.FAILED, false);

    assertThat(kept()).containsEntry(late, Reason.FAILED_LATELY).doesNotContainKey(old);
  }

  @Test
  void damagedOnesAreLeftForAPerson() {
    String damaged =
        taken(NOON.minus(DAY.multipliedBy(900)), Purpose.REGULAR, State.DAMAGED, false);

    assertThat(kept()).containsExactly(Map.entry(damaged, Reason.DAMAGED));
  }

  @Test
  void aDeletedSessionsSnapshotsLiveOnAndThenGoButForHolds() {
    Instant deleted = NOON.minus(DAY.multipliedBy(60));
    String regular = taken(deleted.minusSeconds(2));
    String safety = taken(deleted.minusSeconds(1), Purpose.BEFORE_DELETE, State.COMPLETE, false);
    taken(deleted, Purpose.REGULAR, State.DAMAGED, false);
    String held = taken(deleted.minusSeconds(1), Purpose.REGULAR, State.COMPLETE, true);

    assertThat(kept(NOON, Optional.of(deleted))).containsKeys(regular, safety, held).hasSize(4);
    assertThat(kept(NOON.plusMillis(1), Optional.of(deleted)))
        .containsExactly(Map.entry(held, Reason.HELD));
  }

  @Test
  void aClockThatWentAheadAndCameBackCostsNothingThatIsNew() {
    for (int i = 0; i < 10; i++) {
      taken(NOON.plus(DAY.multipliedBy(10_000 + i)));
    }
    List<String> back = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      back.add(taken(NOON.plusSeconds(i)));
    }

    assertThat(kept()).containsKeys(back.toArray(String[]::new));
  }

  @Test
  void aPolicyThatKeepsNothingIsRefused() {
    assertThatThrownBy(() -> new RetentionPolicy(0, 1, 1, 1, DAY, DAY, DAY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetentionPolicy(1, -1, 1, 1, DAY, DAY, DAY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Many at the same moment, jumps of the clock both ways, all purposes and states. */
  @Provide
  Arbitrary<List<Candidate>> sessions() {
    Arbitrary<Long> step =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(0L)),
            Tuple.of(6, Arbitraries.longs().between(1, 7_200)),
            Tuple.of(3, Arbitraries.longs().between(7_200, 1_000_000)),
            Tuple.of(1, Arbitraries.longs().between(-40_000_000, 40_000_000)));
    Arbitrary<Purpose> purpose =
        Arbitraries.frequency(
            Tuple.of(6, Purpose.REGULAR),
            Tuple.of(1, Purpose.BEFORE_RESTORE),
            Tuple.of(1, Purpose.BEFORE_DELETE));
    Arbitrary<State> state =
        Arbitraries.frequency(
            Tuple.of(8, State.COMPLETE),
            Tuple.of(1, State.FAILED),
            Tuple.of(1, State.DAMAGED),
            Tuple.of(1, State.TAKING));
    Arbitrary<Boolean> held = Arbitraries.of(false, false, false, false, true);
    return Combinators.combine(step, purpose, state, held)
        .as(
            (seconds, why, how, hold) ->
                new Candidate("", 0, Instant.EPOCH.plusSeconds(seconds), why, how, hold))
        .list()
        .ofMaxSize(60)
        .map(RetentionTest::inOrder);
  }

  /** Makes ids and numbers, and of the steps moments. */
  private static List<Candidate> inOrder(List<Candidate> steps) {
    List<Candidate> all = new ArrayList<>();
    Instant at = NOON;
    for (Candidate step : steps) {
      at = at.plusSeconds(step.takenAt().getEpochSecond());
      all.add(
          new Candidate(
              "snp_" + all.size(), all.size(), at, step.purpose(), step.state(), step.held()));
    }
    return all;
  }

  private static Set<String> keptOf(List<Candidate> all, Instant now) {
    return new Retention(POLICY).kept(all, Optional.empty(), now).keySet();
  }

  private static List<Candidate> only(List<Candidate> all, Set<String> ids) {
    return all.stream().filter(one -> ids.contains(one.id())).toList();
  }

  @Property(tries = 300)
  void theLastFiveCompleteOnesAreAlwaysKept(
      @ForAll("sessions") List<Candidate> all, @ForAll long nowSeconds) {
    Instant now = NOON.plusSeconds(nowSeconds % 100_000_000L);
    List<String> complete = all.stream().filter(Candidate::counts).map(Candidate::id).toList();

    assertThat(keptOf(all, now))
        .containsAll(complete.subList(Math.max(0, complete.size() - 5), complete.size()));
  }

  @Property(tries = 300)
  void holdsAndWhatIsBeingTakenAreAlwaysKept(@ForAll("sessions") List<Candidate> all) {
    assertThat(keptOf(all, Instant.MAX.minusSeconds(1_000)))
        .containsAll(
            all.stream()
                .filter(one -> one.held() || one.state() == State.TAKING)
                .map(Candidate::id)
                .toList());
  }

  @Property(tries = 300)
  void pruningTwiceKeepsWhatPruningOnceKept(@ForAll("sessions") List<Candidate> all) {
    Set<String> once = keptOf(all, NOON);

    assertThat(keptOf(only(all, once), NOON)).isEqualTo(once);
  }

  @Property(tries = 300)
  void whatDoesNotCountChangesNothingForTheOthers(@ForAll("sessions") List<Candidate> all) {
    List<Candidate> counting = all.stream().filter(Candidate::counts).toList();
    Set<String> alone = keptOf(counting, NOON);
    Set<String> among = new HashSet<>(keptOf(all, NOON));
    among.retainAll(counting.stream().map(Candidate::id).toList());

    assertThat(among).isEqualTo(alone);
  }

  @Property(tries = 200)
  void theOrderInWhichTheyAreGivenIsNoMatter(
      @ForAll("sessions") List<Candidate> all, @ForAll long seed) {
    List<Candidate> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(new Retention(POLICY).kept(shuffled, Optional.empty(), NOON))
        .isEqualTo(new Retention(POLICY).kept(all, Optional.empty(), NOON));
  }

  @Property(tries = 200)
  void ofCountedOnesNoMoreAreKeptThanThePolicySays(@ForAll("sessions") List<Candidate> all) {
    Map<String, Reason> kept = new Retention(POLICY).kept(all, Optional.empty(), NOON);

    assertThat(kept.values())
        .filteredOn(
            reason ->
                Set.of(Reason.LAST, Reason.HOURLY, Reason.DAILY, Reason.WEEKLY).contains(reason))
        .hasSizeLessThanOrEqualTo(5 + 3 + 3 + 2);
  }
}
