package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnWaitersTest {
  private final TurnWaiters waiters = new TurnWaiters();

  @Test
  void allWhoWaitForATurnAreToldAndNobodyElse() {
    CompletableFuture<Optional<TurnDocument>> first =
        waiters.ended("turn_1", Duration.ofSeconds(5));
    CompletableFuture<Optional<TurnDocument>> second =
        waiters.ended("turn_1", Duration.ofSeconds(5));
    CompletableFuture<Optional<TurnDocument>> other =
        waiters.ended("turn_2", Duration.ofSeconds(5));
    first.cancel(false);

    waiters.onEnded(
        new TurnEnded(
            "default",
            "ses_1",
            "turn_1",
            "ann",
            TurnState.COMPLETED,
            true,
            false,
            Optional.empty()));

    assertThat(second).isCompleted();
    assertThat(other).isNotDone();
    assertThat(waiters.size()).isEqualTo(1);
  }

  @Test
  void whoeverAsksRightAfterTheEndIsToldAtOnce() {
    waiters.onEnded(
        new TurnEnded(
            "default",
            "ses_1",
            "turn_1",
            "ann",
            TurnState.COMPLETED,
            true,
            false,
            Optional.empty()));

    assertThat(waiters.ended("turn_1", Duration.ofSeconds(5))).isCompleted();
    assertThat(waiters.ended("turn_2", Duration.ofSeconds(5))).isNotDone();
    assertThat(waiters.size()).isEqualTo(1);
  }
}
