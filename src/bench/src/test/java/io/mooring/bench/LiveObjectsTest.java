package io.mooring.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiveObjectsTest {
  private static List<String> histogram(int turns, int heads, int bytes) {
    return List.of(
        "4242:",
        " num     #instances         #bytes  class name (module)",
        "-------------------------------------------------------",
        "   1:          9000         720000  [B (java.base@17.0.15)",
        "   2:           %d          50000  io.mooring.turn.Turn".formatted(turns),
        "   3:           %d           4000  io.mooring.feed.FeedHead (app)".formatted(heads),
        "Total         12345         %d".formatted(bytes));
  }

  @Test
  void readsWhatTheJdkPrints() {
    LiveObjects alive = LiveObjects.parse(histogram(7, 5, 774_000));

    assertThat(alive.bytes()).isEqualTo(774_000);
    assertThat(alive.count("[B")).isEqualTo(9000);
    assertThat(alive.ours()).isEqualTo(12);
  }

  @Test
  void namesOurClassesThatGrewTheGreatestGrowthFirst() {
    LiveObjects before = LiveObjects.parse(histogram(7, 5, 774_000));
    LiveObjects after = LiveObjects.parse(histogram(8, 50, 774_000));

    assertThat(after.grown(before, 5))
        .containsExactly("io.mooring.feed.FeedHead 5 -> 50", "io.mooring.turn.Turn 7 -> 8");
    assertThat(before.grown(after, 5)).isEmpty();
  }

  @Test
  void asksAJvm() throws Exception {
    LiveObjects alive = LiveObjects.of(ProcessHandle.current().pid());

    assertThat(alive.bytes()).isPositive();
    assertThat(alive.count("java.lang.Class")).isPositive();
  }

  @Test
  void refusesWhatIsNoHistogram() {
    assertThatIllegalArgumentException().isThrownBy(() -> LiveObjects.parse(List.of("4242:")));
  }
}
