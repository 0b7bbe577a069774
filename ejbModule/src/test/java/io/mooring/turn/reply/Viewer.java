package io.mooring.turn.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.tool.ToolDisplay;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a viewer of the feed holds who does what the contract says. */
final class Viewer {
  final Map<String, String> texts = new HashMap<>();
  final Map<String, String> deltas = new HashMap<>();
  final Map<String, ToolDisplay> tools = new HashMap<>();
  final Map<String, String> outputs = new HashMap<>();

  void take(List<ReplyEvent> events) {
    events.forEach(this::take);
  }

  private void take(ReplyEvent event) {
    if (event instanceof ReplyEvent.TextDelta delta) {
      add(delta.partId(), delta.offset(), delta.text());
    } else if (event instanceof ReplyEvent.ReasoningDelta delta) {
      add(delta.partId(), delta.offset(), delta.text());
    } else if (event instanceof ReplyEvent.TextCompleted completed) {
      texts.put(completed.partId(), completed.text());
    } else if (event instanceof ReplyEvent.ReasoningCompleted completed) {
      texts.put(completed.partId(), completed.text());
    } else if (event instanceof ReplyEvent.PartDiscarded discarded) {
      texts.remove(discarded.partId());
    } else if (event instanceof ReplyEvent.ToolUpdated updated) {
      tools.put(updated.tool().callId(), updated.tool());
      outputs.put(updated.tool().callId(), Objects.requireNonNullElse(updated.tool().output(), ""));
    } else if (event instanceof ReplyEvent.ToolOutput output) {
      String before = outputs.get(output.callId());
      assertThat(output.offset()).isLessThanOrEqualTo(before.length());
      outputs.put(output.callId(), before.substring(0, output.offset()) + output.text());
    }
  }

  private void add(String partId, int offset, String text) {
    String before = texts.getOrDefault(partId, "");
    assertThat(offset).isEqualTo(before.length());
    assertThat(text).isNotEmpty();
    assertThat(Character.isLowSurrogate(text.charAt(0))).isFalse();
    assertThat(Character.isHighSurrogate(text.charAt(text.length() - 1))).isFalse();
    texts.put(partId, before + text);
    deltas.merge(partId, text, String::concat);
  }

  /** The texts that show, and the tools: what must agree with the reply. */
  void assertShows(Reply reply) {
    OpenReply open = reply.open();
    Map<String, String> shown = new HashMap<>();
    open.parts().forEach(part -> shown.put(part.partId(), part.text()));
    texts.values().removeIf(String::isBlank);
    assertThat(texts).isEqualTo(shown);
    assertThat(tools.values()).containsExactlyInAnyOrderElementsOf(open.tools());
  }
}
