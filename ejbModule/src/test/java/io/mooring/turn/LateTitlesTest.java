package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.access.SystemCaller;
import io.mooring.time.ManagedThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LateTitlesTest {
  /** What is planned, which only the test runs. */
  private final List<Runnable> planned = new ArrayList<>();

  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(0) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
          planned.add(task);
          return super.schedule((Callable<Boolean>) () -> true, 1, TimeUnit.DAYS);
        }
      };
  private final List<String> asked = new ArrayList<>();
  private boolean lacks = true;
  private final LateTitles late = new LateTitles();

  @SuppressWarnings("UnnecessaryAssignment") // no container fills it here
  LateTitlesTest() {
    late.executor = ManagedThreads.of(threads);
    late.titles =
        new UpstreamTitles() {
          @Override
          boolean lacksAfterAsking(SystemCaller system, String sessionId) {
            asked.add(sessionId);
            return lacks;
          }
        };
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static TurnEnded turn(String session, String turn, boolean titled) {
    return new TurnEnded(
        "default", session, turn, "ann", TurnState.COMPLETED, titled, false, Optional.empty());
  }

  private void pass() {
    List<Runnable> due = List.copyOf(planned);
    planned.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void aSessionWithoutATitleIsLookedAtThreeTimesAtMost() {
    late.onEnded(turn("ses_1", "turn_1", false));
    for (int i = 0; i < 5; i++) {
      pass();
    }

    assertThat(asked).containsExactly("ses_1", "ses_1", "ses_1");
    assertThat(late.size()).isZero();
  }

  @Test
  void nobodyLooksForWhatIsThere() {
    late.onEnded(turn("ses_1", "turn_1", true));
    assertThat(planned).isEmpty();

    late.onEnded(turn("ses_2", "turn_2", false));
    late.onEnded(turn("ses_2", "turn_3", true));
    pass();

    assertThat(asked).isEmpty();
    assertThat(late.size()).isZero();
  }

  @Test
  void onlyTheNewestTurnOfASessionLooks() {
    late.onEnded(turn("ses_1", "turn_1", false));
    late.onEnded(turn("ses_1", "turn_2", false));
    late.onEnded(turn("ses_2", "turn_3", false));

    pass();

    assertThat(asked).containsExactlyInAnyOrder("ses_1", "ses_2");
  }

  @Test
  void theLooksEndWithTheTitle() {
    lacks = false;
    late.onEnded(turn("ses_1", "turn_1", false));
    pass();
    pass();

    assertThat(asked).hasSize(1);
    assertThat(late.size()).isZero();
  }

  @Test
  void noMoreThanSoManySessionsAreRemembered() {
    for (int i = 0; i <= LateTitles.MOST_WAITING; i++) {
      late.onEnded(turn("ses_" + i, "turn_" + i, false));
    }

    assertThat(late.size()).isEqualTo(LateTitles.MOST_WAITING);
  }
}
