package io.mooring.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryPaceTest {
  @Test
  void theWalkMeetsEveryCellBeforeItComesBack() {
    int[] next = MemoryPace.oneCycle(1_024);

    Set<Integer> met = new HashSet<>();
    int at = 0;
    do {
      met.add(at);
      at = next[at];
    } while (at != 0);

    assertThat(met).hasSize(1_024);
  }
}
