package io.mooring.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.turn.TurnEnded;
import io.mooring.turn.TurnState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExportQueueTest {
  private static final Duration REST = Duration.ofSeconds(10);

  private long nanos;
  private final ExportQueue queue = new ExportQueue(() -> nanos, 2);

  private static TurnEnded turn(String session, String turn) {
    return new TurnEnded(
        "default", session, turn, "ann", TurnState.COMPLETED, true, false, Optional.empty());
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void aSessionIsDueOnceItHasRested() {
    queue.add(turn("ses_1", "turn_1"));
    pass(REST.minusNanos(1));
    assertThat(queue.poll(REST)).isEmpty();
    assertThat(queue.patience(REST)).contains(Duration.ofNanos(1));

    pass(Duration.ofNanos(1));

    assertThat(queue.poll(REST)).contains(turn("ses_1", "turn_1"));
    assertThat(queue.poll(REST)).isEmpty();
    assertThat(queue.patience(REST)).isEmpty();
  }

  @Test
  void aTurnTakesThePlaceOfTheSessionsEarlierOneAndTheRestBeginsAnew() {
    queue.add(turn("ses_1", "turn_1"));
    pass(REST.dividedBy(2));
    queue.add(turn("ses_1", "turn_2"));
    pass(REST.dividedBy(2));
    assertThat(queue.poll(REST)).isEmpty();

    pass(REST.dividedBy(2));

    assertThat(queue.poll(REST)).contains(turn("ses_1", "turn_2"));
    assertThat(queue.poll(REST)).isEmpty();
  }

  @Test
  void aSessionThatNeverRestsIsDueInTheEnd() {
    for (int i = 0; i < 2 * ExportQueue.MOST_RESTS; i++) {
      assertThat(queue.poll(REST)).as("after %s halves", i).isEmpty();
      queue.add(turn("ses_1", "turn_" + i));
      pass(REST.dividedBy(2));
    }

    assertThat(queue.patience(REST)).contains(Duration.ZERO);
    assertThat(queue.poll(REST)).isPresent();
  }

  @Test
  void whoRestsLongestComesFirstAndTheOneTooManyIsRefused() {
    assertThat(queue.add(turn("ses_1", "turn_1"))).isTrue();
    assertThat(queue.add(turn("ses_2", "turn_2"))).isTrue();
    assertThat(queue.add(turn("ses_3", "turn_3"))).isFalse();
    assertThat(queue.add(turn("ses_1", "turn_4"))).isTrue();

    assertThat(queue.poll(Duration.ZERO)).contains(turn("ses_2", "turn_2"));
    assertThat(queue.poll(Duration.ZERO)).contains(turn("ses_1", "turn_4"));
  }
}
