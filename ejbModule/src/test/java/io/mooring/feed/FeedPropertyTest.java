package io.mooring.feed;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever happens in whatever order, a client misses nothing, and nothing comes twice. */
class FeedPropertyTest {
  @Property(tries = 1_500)
  void everyClientSeesEachDurableEventOnceInOrderAndTheRightText(
      @ForAll @Size(max = 150) List<@IntRange(min = 0, max = 99) Integer> script,
      @ForAll @IntRange(min = 0, max = 20) int ringEvents,
      @ForAll @IntRange(min = 0, max = 1) int roomy) {
    FeedScenario scenario = new FeedScenario(script, ringEvents, roomy == 1 ? 1_000 : 4);

    scenario.play();
    scenario.settle();

    scenario.verify();
  }
}
