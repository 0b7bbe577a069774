package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.problem.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a turn waits for an opencode that is away. */
class PatienceTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Inbox inbox = new Inbox();
  private final AtomicBoolean abortAsked = new AtomicBoolean();

  /** Each look at the clock is a second later. */
  private final Patience patience =
      new Patience(
          () -> nanos.addAndGet(Duration.ofSeconds(1).toNanos()),
          Duration.ofSeconds(60),
          inbox,
          abortAsked::get);

  private final Problem outage = new EventsUnavailable(new IllegalStateException("away"));
  private final Problem other = TurnFailure.upstreamLost();

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void assertGivesUp(Problem failure) {
    assertThatThrownBy(() -> patience.awaitAfter(failure)).isSameAs(failure);
  }

  private void assertWaits(Problem failure) {
    assertThatCode(() -> patience.awaitAfter(failure)).doesNotThrowAnyException();
  }

  @Test
  void anOutageIsWaitedForAsLongAsAPromptMayBeUnanswered() {
    assertWaits(outage);
    pass(Duration.ofSeconds(40));
    assertWaits(outage);
    pass(Duration.ofSeconds(20));
    assertGivesUp(outage);
  }

  @Test
  void whatIsNoOutageIsWaitedForShortly() {
    assertWaits(other);
    pass(Duration.ofSeconds(12));
    assertGivesUp(other);
    assertWaits(outage);
  }

  @Test
  void anAbortEndsTheWaitUnlessThePromptMayHaveLeft() {
    abortAsked.set(true);
    assertGivesUp(outage);

    patience.leaves();

    assertThat(patience.hasLeft()).isTrue();
    assertWaits(outage);
  }

  @Test
  void aStopOfThisNodeEndsIt() {
    inbox.stop();

    assertThatThrownBy(() -> patience.awaitAfter(outage))
        .isInstanceOfSatisfying(TurnFailure.class, e -> assertThat(e.isDraining()).isTrue());
  }
}
