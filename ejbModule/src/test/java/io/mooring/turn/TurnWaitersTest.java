package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnWaitersTest {
  private final TurnWaiters waiters = new TurnWaiters();

  @Test
  void allWhoWaitForATurnAreToldAndNobodyElse() {
    CompletableFuture<Void> first = waiters.ended("turn_1");
    CompletableFuture<Void> second = waiters.ended("turn_1");
    CompletableFuture<Void> other = waiters.ended("turn_2");
    first.cancel(false);

    waiters.onEnded(new TurnEnded("default", "ses_1", "turn_1", "ann", TurnState.COMPLETED, true, false));

    assertThat(second).isCompleted();
    assertThat(other).isNotDone();
    assertThat(waiters.size()).isEqualTo(1);
  }

  @Test
  void whoeverAsksRightAfterTheEndIsToldAtOnce() {
    waiters.onEnded(new TurnEnded("default", "ses_1", "turn_1", "ann", TurnState.COMPLETED, true, false));

    assertThat(waiters.ended("turn_1")).isCompleted();
    assertThat(waiters.ended("turn_2")).isNotDone();
    assertThat(waiters.size()).isEqualTo(1);
  }
}
