package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.turn.Places.Most;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final Most ROOMY = new Most(100, 100, 100);
  private final Places places = new Places();

  private static Seat seat(String user, int session) {
    return new Seat("default", user, "ses_" + user + session);
  }

  private void offer(String user, int sessions) {
    for (int i = 0; i < sessions; i++) {
      places.offer(seat(user, i));
    }
  }

  private String next(Most most) {
    return places.next(most).map(Seat::sessionId).orElse("none");
  }

  @Test
  void oneUsersSessionsComeInTheOrderInWhichTheyArrived() {
    offer("ann", 3);

    assertThat(List.of(next(ROOMY), next(ROOMY), next(ROOMY), next(ROOMY)))
        .containsExactly("ses_ann0", "ses_ann1", "ses_ann2", "none");
  }

  @Test
  void whoHasMorePlacesWaitsBehindThoseWhoHaveFewer() {
    offer("ann", 4);
    assertThat(next(ROOMY)).isEqualTo("ses_ann0");
    assertThat(next(ROOMY)).isEqualTo("ses_ann1");
    offer("bob", 3);

    assertThat(List.of(next(ROOMY), next(ROOMY), next(ROOMY), next(ROOMY), next(ROOMY)))
        .containsExactly("ses_bob0", "ses_bob1", "ses_ann2", "ses_bob2", "ses_ann3");
  }

  @Test
  void nobodyHasMorePlacesThanAUserMay() {
    offer("ann", 3);
    Most two = new Most(100, 100, 2);
    next(two);
    next(two);

    assertThat(next(two)).isEqualTo("none");
    places.offer(seat("bob", 0));
    assertThat(next(two)).isEqualTo("ses_bob0");
    places.free("ses_ann0");
    assertThat(next(two)).isEqualTo("ses_ann2");
  }

  @Test
  void noServerHasMoreThanItMay() {
    Most one = new Most(100, 1, 100);
    offer("ann", 2);
    places.offer(new Seat("other", "ann", "ses_other"));

    assertThat(List.of(next(one), next(one), next(one)))
        .containsExactly("ses_ann0", "ses_other", "none");
  }

  @Test
  void aPlaceIsTakenAtOnceWhereNobodyWaitsAndOneMayBeHad() {
    Most two = new Most(2, 2, 1);
    assertThat(places.takeAtOnce(seat("ann", 0), two)).isTrue();
    assertThat(places.takeAtOnce(seat("ann", 0), ROOMY)).as("it runs").isFalse();
    assertThat(places.takeAtOnce(seat("ann", 1), two)).as("one a user").isFalse();
    assertThat(places.takeAtOnce(seat("bob", 0), two)).isTrue();
    assertThat(places.takeAtOnce(seat("eve", 0), two)).as("no room").isFalse();
    places.free("ses_bob0");
    places.offer(seat("ann", 1));

    assertThat(places.takeAtOnce(seat("eve", 0), two)).as("another waits").isFalse();
    assertThat(places.running()).isEqualTo(1);
  }

  @Test
  void aSessionThatRunsWaitsAgainOnceHoweverOftenItIsOffered() {
    offer("ann", 1);
    next(ROOMY);
    offer("ann", 1);
    offer("ann", 1);
    assertThat(next(ROOMY)).as("never twice at once").isEqualTo("none");

    places.free("ses_ann0");

    assertThat(next(ROOMY)).isEqualTo("ses_ann0");
    places.free("ses_ann0");
    assertThat(next(ROOMY)).isEqualTo("none");
    assertThat(places.running() + places.waiting()).isZero();
  }

  /** Whatever comes and goes: bounds hold, no place stays empty, nobody is passed over or lost. */
  @Property(tries = 1_000)
  void placesAreTakenFairlyAndNobodyIsLost(
      @ForAll @Size(max = 120) List<@IntRange(min = 0, max = 119) Integer> script,
      @ForAll @IntRange(min = 1, max = 6) int all,
      @ForAll @IntRange(min = 1, max = 6) int server,
      @ForAll @IntRange(min = 1, max = 4) int user) {
    Places fair = new Places();
    Most most = new Most(all, server, user);
    Map<String, Seat> running = new LinkedHashMap<>();
    List<Seat> waiting = new ArrayList<>();
    Map<String, Seat> again = new HashMap<>();
    for (int action : script) {
      Seat seat =
          new Seat("t" + action % 2, "u" + action % 3, "s" + action / 10 + "-" + action % 6);
      if (action % 4 != 3) {
        fair.offer(seat);
        if (running.containsKey(seat.sessionId())) {
          again.putIfAbsent(seat.sessionId(), seat);
        } else if (!waiting.contains(seat)) {
          waiting.add(seat);
        }
      } else if (!running.isEmpty()) {
        String done = running.keySet().iterator().next();
        free(fair, done, running, waiting, again);
      }
      if (action % 5 != 0) {
        take(fair, most, running, waiting);
      }
    }
    while (!waiting.isEmpty() || !running.isEmpty()) {
      if (!take(fair, most, running, waiting)) {
        free(fair, running.keySet().iterator().next(), running, waiting, again);
      }
    }
    assertThat(fair.running() + fair.waiting()).isZero();
  }

  private static void free(
      Places fair,
      String done,
      Map<String, Seat> running,
      List<Seat> waiting,
      Map<String, Seat> again) {
    fair.free(done);
    running.remove(done);
    Optional.ofNullable(again.remove(done)).ifPresent(waiting::add);
  }

  private static boolean take(
      Places fair, Most most, Map<String, Seat> running, List<Seat> waiting) {
    List<Seat> allowed =
        waiting.stream()
            .filter(
                s ->
                    running.size() < most.all()
                        && onServer(running, s) < most.server()
                        && ofUser(running, s) < most.user())
            .toList();
    Optional<Seat> taken = fair.next(most);
    assertThat(taken.isPresent()).isEqualTo(!allowed.isEmpty());
    taken.ifPresent(
        seat -> {
          assertThat(allowed).contains(seat);
          assertThat(allowed)
              .allMatch(other -> ofUser(running, seat) <= ofUser(running, other))
              .filteredOn(other -> sameUser(other, seat))
              .first()
              .isEqualTo(seat);
          waiting.remove(seat);
          running.put(seat.sessionId(), seat);
        });
    assertThat(fair.running()).isEqualTo(running.size());
    assertThat(fair.waiting()).isEqualTo(waiting.size());
    return taken.isPresent();
  }

  private static boolean sameUser(Seat one, Seat other) {
    return one.tenant().equals(other.tenant()) && one.user().equals(other.user());
  }

  private static long onServer(Map<String, Seat> running, Seat seat) {
    return running.values().stream().filter(s -> s.tenant().equals(seat.tenant())).count();
  }

  private static long ofUser(Map<String, Seat> running, Seat seat) {
    return running.values().stream().filter(s -> sameUser(s, seat)).count();
  }
}
