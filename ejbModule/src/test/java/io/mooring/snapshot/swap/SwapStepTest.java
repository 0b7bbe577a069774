package io.mooring.snapshot.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.snapshot.swap.SwapStep.Seen;
import io.mooring.snapshot.swap.SwapTrees.Occupant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SwapStepTest {
  @ParameterizedTest
  @CsvSource({
    "FRESH,   OLD,      NOTHING, MOVE_OLD_AWAY",
    "FRESH,   NOTHING,  OLD,     MOVE_FRESH_IN",
    "FRESH,   NOTHING,  NOTHING, MOVE_FRESH_IN",
    "FRESH,   STRANGER, OLD,     MOVE_STRANGER_AWAY",
    "NOTHING, FRESH,    OLD,     DONE",
    "NOTHING, FRESH,    NOTHING, DONE",
    "NOTHING, NOTHING,  OLD,     LOST",
    "NOTHING, OLD,      NOTHING, LOST",
    "NOTHING, NOTHING,  NOTHING, LOST",
  })
  void goesForward(Occupant staged, Occupant workdir, Occupant old, SwapStep expected) {
    assertThat(SwapStep.forward(new Seen(staged, workdir, old))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "FRESH,   OLD,      NOTHING, true,  DONE",
    "FRESH,   NOTHING,  OLD,     true,  MOVE_OLD_BACK",
    "NOTHING, FRESH,    OLD,     true,  MOVE_FRESH_OUT",
    "NOTHING, FRESH,    NOTHING, false, MOVE_FRESH_OUT",
    "FRESH,   NOTHING,  NOTHING, false, DONE",
    "FRESH,   STRANGER, OLD,     true,  MOVE_STRANGER_AWAY",
    "FRESH,   STRANGER, NOTHING, true,  LOST",
    "FRESH,   NOTHING,  NOTHING, true,  LOST",
  })
  void goesBack(
      Occupant staged, Occupant workdir, Occupant old, boolean hadOld, SwapStep expected) {
    assertThat(SwapStep.back(new Seen(staged, workdir, old), hadOld)).isEqualTo(expected);
  }

  /** Every way in which the two trees, and a stranger, can lie about. */
  static List<Seen> everything() {
    List<Seen> all = new ArrayList<>();
    for (Occupant staged : Occupant.values()) {
      for (Occupant workdir : Occupant.values()) {
        for (Occupant old : Occupant.values()) {
          Seen seen = new Seen(staged, workdir, old);
          if (count(seen, Occupant.FRESH) <= 1 && count(seen, Occupant.OLD) <= 1) {
            all.add(seen);
          }
        }
      }
    }
    return all;
  }

  private static long count(Seen seen, Occupant which) {
    return List.of(seen.staged(), seen.workdir(), seen.old()).stream()
        .filter(which::equals)
        .count();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void endsFromEverywhereAndLosesNeitherTree(Seen start) {
    for (boolean forward : new boolean[] {true, false}) {
      Seen seen = start;
      int steps = 0;
      SwapStep step = next(seen, forward);
      while (step != SwapStep.DONE && step != SwapStep.LOST && isPossible(seen, step)) {
        seen = after(seen, step);
        assertThat(++steps).as("%s from %s", step, start).isLessThan(8);
        step = next(seen, forward);
      }
      assertThat(count(seen, Occupant.FRESH)).isEqualTo(count(start, Occupant.FRESH));
      assertThat(count(seen, Occupant.OLD)).isEqualTo(count(start, Occupant.OLD));
      if (step == SwapStep.DONE) {
        assertThat(seen.workdir())
            .isIn(forward ? List.of(Occupant.FRESH) : List.of(Occupant.OLD, Occupant.NOTHING));
      }
    }
  }

  private static SwapStep next(Seen seen, boolean forward) {
    return forward ? SwapStep.forward(seen) : SwapStep.back(seen, true);
  }

  /** A move to where something is, is refused. */
  private static boolean isPossible(Seen seen, SwapStep step) {
    return switch (step) {
      case MOVE_OLD_AWAY -> seen.old() == Occupant.NOTHING;
      case MOVE_FRESH_OUT -> seen.staged() == Occupant.NOTHING;
      default -> true;
    };
  }

  private static Seen after(Seen seen, SwapStep step) {
    return switch (step) {
      case MOVE_OLD_AWAY -> new Seen(seen.staged(), Occupant.NOTHING, Occupant.OLD);
      case MOVE_STRANGER_AWAY -> new Seen(seen.staged(), Occupant.NOTHING, seen.old());
      case MOVE_FRESH_IN -> new Seen(Occupant.NOTHING, Occupant.FRESH, seen.old());
      case MOVE_FRESH_OUT -> new Seen(Occupant.FRESH, Occupant.NOTHING, seen.old());
      case MOVE_OLD_BACK -> new Seen(seen.staged(), Occupant.OLD, Occupant.NOTHING);
      case DONE, LOST -> seen;
    };
  }

  @Test
  void triesEverything() {
    assertThat(everything()).hasSize(44);
  }
}
