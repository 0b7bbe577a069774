package io.mooring.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseClockTest {
  private static final Duration SENDING = Duration.ofSeconds(10);

  private final SettableTicker ticker = new SettableTicker(Long.MAX_VALUE - 5);
  private final LeaseClock lease = new LeaseClock(ticker, Duration.ofSeconds(15));

  @Test
  void holdsForTwoThirdsOfItsTime() {
    ticker.advance(Duration.ofMillis(9_999));
    assertThat(lease.holds()).isTrue();

    ticker.advance(Duration.ofMillis(1));
    assertThat(lease.holds()).isFalse();
    assertThat(lease.outlives(Duration.ZERO)).isFalse();

    lease.beaten(ticker.nanos());
    assertThat(lease.holds()).isTrue();
  }

  @Test
  void outlivesWhatEndsBeforeItDoes() {
    ticker.advance(Duration.ofMillis(4_999));
    assertThat(lease.outlives(SENDING)).isTrue();

    ticker.advance(Duration.ofMillis(1));
    assertThat(lease.outlives(SENDING)).isFalse();
    assertThat(lease.holds()).isTrue();
  }
}
