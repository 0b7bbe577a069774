package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.turn.reply.ReplyEvent.ToolOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputThrottleTest {
  private long nanos = 1_000_000_000L;
  private final OutputThrottle throttle = new OutputThrottle(() -> nanos);

  private void pass(int millis) {
    nanos += Duration.ofMillis(millis).toNanos();
  }

  @Test
  void letsFourASecondThroughAndLosesNothing() {
    StringBuilder whole = new StringBuilder();
    List<ToolOutput> shown = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String piece = i + ",";
      throttle.offer(new ToolOutput("call", whole.length(), piece)).ifPresent(shown::add);
      whole.append(piece);
      shown.addAll(throttle.due());
      pass(10);
    }
    pass(250);
    shown.addAll(throttle.due());

    StringBuilder seen = new StringBuilder();
    for (ToolOutput output : shown) {
      seen.setLength(output.offset());
      seen.append(output.text());
    }
    assertThat(seen).hasToString(whole.toString());
    assertThat(shown).hasSizeLessThanOrEqualTo(5);
    assertThat(throttle.isHolding()).isFalse();
  }

  @Test
  void whatReplacesEarlierOutputReplacesWhatIsHeld() {
    throttle.offer(new ToolOutput("call", 0, "0123"));
    throttle.offer(new ToolOutput("call", 4, "4567"));
    throttle.offer(new ToolOutput("call", 6, "xy"));
    throttle.offer(new ToolOutput("other", 0, "at once"));
    pass(250);
    assertThat(throttle.due()).containsExactly(new ToolOutput("call", 4, "45xy"));

    throttle.offer(new ToolOutput("call", 8, "89"));
    throttle.offer(new ToolOutput("call", 2, "all new"));
    pass(250);
    assertThat(throttle.due()).containsExactly(new ToolOutput("call", 2, "all new"));
  }

  @Test
  void whatIsToldOtherwiseIsDropped() {
    throttle.offer(new ToolOutput("call", 0, "a"));
    throttle.offer(new ToolOutput("call", 1, "b"));
    throttle.drop("call");
    pass(250);

    assertThat(throttle.due()).isEmpty();
  }
}
