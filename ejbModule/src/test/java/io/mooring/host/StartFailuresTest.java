package io.mooring.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StartFailuresTest {
  private final AtomicLong now = new AtomicLong(7);
  private final StartFailures failures =
      new StartFailures(HostTimings.withReady(Duration.ofSeconds(30)), now::get);

  private Duration fail() {
    return failures.failed(new ServerStartFailed("It failed."));
  }

  @Test
  void theWaitDoublesFromASecondToAMinute() {
    assertThat(fail()).hasSeconds(1);
    assertThat(fail()).hasSeconds(2);
    for (int i = 0; i < 100; i++) {
      assertThat(fail()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }
    assertThat(fail()).hasMinutes(1);
  }

  @Test
  void onlyALongRunMakesTheWaitShortAgain() {
    assertThat(fail()).hasSeconds(1);
    failures.overcome();
    long start = now.get();

    now.addAndGet(Duration.ofMinutes(4).toNanos());
    failures.ranSince(start);
    assertThat(fail()).hasSeconds(2);

    now.addAndGet(Duration.ofMinutes(1).toNanos());
    failures.ranSince(start);
    assertThat(fail()).hasSeconds(1);
  }

  @Test
  void theSameIsToldWithTheTimeThatIsLeft() {
    for (int i = 0; i < 4; i++) {
      assertThat(fail()).isPositive();
    }
    now.addAndGet(Duration.ofSeconds(5).toNanos());

    assertThat(failures.again()).hasMessage("It failed.").isInstanceOf(ServerStartFailed.class);
    assertThat(failures.again().retryAfter()).contains(Duration.ofSeconds(4));
    assertThat(failures.lastError()).isEqualTo("It failed.");
  }

  @Test
  void anEndIsToldAsSuchWithTheTimeThatIsLeft() {
    assertThat(failures.failed(ServerUnavailable.ended("ended by itself"))).hasSeconds(1);

    assertThat(failures.again().code()).isEqualTo("server-down");
    assertThat(failures.again())
        .hasMessage("The opencode server ended by itself and will be started again.");
    assertThat(failures.again().retryAfter()).contains(Duration.ofSeconds(2));
  }
}
