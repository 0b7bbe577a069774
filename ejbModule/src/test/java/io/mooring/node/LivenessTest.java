package io.mooring.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private long nanos;
  private final Liveness liveness = new Liveness(() -> nanos, Duration.ofSeconds(15));

  private Set<String> dead(Set<String> holders, Pulse... pulses) {
    return liveness.dead(holders, List.of(pulses), "node_me", "boot_me");
  }

  private void pass(int seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void aBootIsDeadWhenItsHeartbeatStoodStillForTheTimeToLive() {
    assertThat(dead(Set.of(), new Pulse("boot_b", "node_b", 7))).isEmpty();
    pass(14);
    assertThat(dead(Set.of(), new Pulse("boot_b", "node_b", 7))).isEmpty();
    pass(1);
    assertThat(dead(Set.of(), new Pulse("boot_b", "node_b", 7))).containsExactly("boot_b");
    assertThat(dead(Set.of(), new Pulse("boot_b", "node_b", 8))).isEmpty();
  }

  @Test
  void anEarlierBootOfThisNodeIsDeadAtOnceAndThisOneNever() {
    Pulse me = new Pulse("boot_me", "node_me", 1);
    Pulse before = new Pulse("boot_before", "node_me", 1);

    assertThat(dead(Set.of("boot_me"), me, before)).containsExactly("boot_before");
    pass(60);
    assertThat(dead(Set.of("boot_me"), me)).isEmpty();
  }

  @Test
  void aBootThatEndedInGoodOrderAndStillHoldsSomethingIsDead() {
    assertThat(dead(Set.of("boot_ended", "boot_b"), new Pulse("boot_b", "node_b", 1)))
        .containsExactly("boot_ended");
  }
}
