package io.mooring.turn;

import io.mooring.time.Ticker;
import io.mooring.turn.reply.ReplyEvent.ToolOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets at most four outputs a second of each tool call through; what comes in between is held and
 * joined. Not safe for use by several threads.
 */
final class OutputThrottle {
  static final Duration PERIOD = Duration.ofMillis(250);

  private final Ticker ticker;
  private final Map<String, Long> sentNanos = new HashMap<>();
  private final Map<String, ToolOutput> held = new LinkedHashMap<>();

  OutputThrottle(Ticker ticker) {
    this.ticker = ticker;
  }

  /** What may be shown now of this output; empty when it is held. */
  Optional<ToolOutput> offer(ToolOutput output) {
    ToolOutput joined =
        Optional.ofNullable(held.remove(output.callId()))
            .map(before -> join(before, output))
            .orElse(output);
    if (isDue(output.callId())) {
      sentNanos.put(output.callId(), ticker.nanos());
      return Optional.of(joined);
    }
    held.put(output.callId(), joined);
    return Optional.empty();
  }

  /** What was held and may be shown now. */
  List<ToolOutput> due() {
    List<ToolOutput> due = new ArrayList<>();
    for (ToolOutput output : List.copyOf(held.values())) {
      if (isDue(output.callId())) {
        held.remove(output.callId());
        sentNanos.put(output.callId(), ticker.nanos());
        due.add(output);
      }
    }
    return due;
  }

  /** The call's whole output is told otherwise: nothing held of it is worth showing. */
  void drop(String callId) {
    held.remove(callId);
  }

  boolean isHolding() {
    return !held.isEmpty();
  }

  private boolean isDue(String callId) {
    Long sent = sentNanos.get(callId);
    return sent == null || ticker.since(sent).compareTo(PERIOD) >= 0;
  }

  /** The later output replaces what the earlier one has past the later one's offset. */
  private static ToolOutput join(ToolOutput before, ToolOutput after) {
    int kept = after.offset() - before.offset();
    if (kept <= 0 || kept > before.text().length()) {
      return after;
    }
    return new ToolOutput(
        after.callId(), before.offset(), before.text().substring(0, kept) + after.text());
  }
}
