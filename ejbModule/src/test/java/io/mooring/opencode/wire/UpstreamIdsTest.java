package io.mooring.opencode.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class UpstreamIdsTest {
  private static final String FORM = "msg_[0-9a-f]{12}[0-9A-Za-z]{14}";

  @Test
  void writesTheTimeAsUpstreamDoes() {
    // The first message of a_text.sse: msg_1fbd38743001wtGDKlPeBRumCC, created 1795226306371.
    String id = UpstreamIds.firstMessage(at(1_795_226_306_371L));

    assertThat(id).matches(FORM).startsWith("msg_1fbd38743001");
  }

  @Property
  void alwaysSortsAfterTheGreatestThere(
      @ForAll("ids") String there, @ForAll @LongRange(min = 0, max = 9_999_999_999_999L) long now) {
    String id = UpstreamIds.successorOf(there, at(now));

    assertThat(id).isGreaterThan(there).startsWith(there.substring(0, 4));
  }

  @Test
  void sortsAfterAnIdOfTheFutureAndAfterTheWrap() {
    Clock clock = at(1_795_226_306_371L);

    assertThat(UpstreamIds.successorOf("msg_1fbd38743fffzzzzzzzzzzzzzz", clock))
        .matches(FORM)
        .startsWith("msg_1fbd38744000");
    assertThat(UpstreamIds.successorOf("msg_ffffffffffffzzzzzzzzzzzzzz", clock))
        .startsWith("msg_ffffffffffffzzzzzzzzzzzzzz")
        .hasSize(44);
  }

  @Test
  void ordersTheIdsOfParts() {
    List<String> ids = UpstreamIds.parts(50, at(1_795_226_306_371L));

    assertThat(ids).hasSize(50).isSorted().doesNotHaveDuplicates().allMatch(s -> s.length() == 30);
  }

  @Test
  void refusesOtherIds() {
    assertThatIllegalArgumentException().isThrownBy(() -> UpstreamIds.successorOf("ses_1", at(0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UpstreamIds.successorOf("msg_" + "z".repeat(125), at(0)));
  }

  @Provide
  Arbitrary<String> ids() {
    Arbitrary<String> usual =
        Combinators.combine(
                Arbitraries.longs().between(0, (1L << 48) - 1).edgeCases(c -> c.add(0L)),
                Arbitraries.strings().alpha().numeric().ofLength(14))
            .as((stamp, tail) -> String.format("%012x%s", stamp, tail));
    Arbitrary<String> strange = Arbitraries.strings().ascii().ofMaxLength(100);
    return Combinators.combine(
            Arbitraries.of("msg_", "prt_"), Arbitraries.oneOf(List.of(usual, strange)))
        .as(String::concat);
  }

  private static Clock at(long millis) {
    return Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }
}
