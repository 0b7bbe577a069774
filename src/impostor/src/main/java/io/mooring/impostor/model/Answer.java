package io.mooring.impostor.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One completion, before it is put on the wire.
 *
 * @param toolCalls in the wire's form, with index and id; empty when there are none
 * @param pause between the words of {@code text}
 * @param cutAfterWords cuts the connection after so many words; negative for never
 */
record Answer(
    String reasoning,
    String text,
    ArrayNode toolCalls,
    String finish,
    Duration pause,
    int cutAfterWords) {
  private static final Pattern WORD = Pattern.compile("\\s*\\S+\\s?|\\s+");

  static Answer of(String text) {
    return new Answer("", text, Json.array(), "stop", Duration.ZERO, -1);
  }

  Answer thinking(String thought) {
    return new Answer(thought, text, toolCalls, finish, pause, cutAfterWords);
  }

  Answer calling(ArrayNode calls) {
    return new Answer(reasoning, text, calls, "tool_calls", pause, cutAfterWords);
  }

  Answer finishing(String reason) {
    return new Answer(reasoning, text, toolCalls, reason, pause, cutAfterWords);
  }

  Answer pausing(Duration between) {
    return new Answer(reasoning, text, toolCalls, finish, between, cutAfterWords);
  }

  Answer cutAfter(int words) {
    return new Answer(reasoning, text, toolCalls, finish, pause, words);
  }

  /** The text in pieces as a model streams it: a word and the space after it. */
  static List<String> words(String text) {
    return WORD.matcher(text).results().map(MatchResult::group).toList();
  }

  /** The fixed usage of every completion. */
  static ObjectNode usage() {
    ObjectNode usage = Json.object();
    usage.put("prompt_tokens", 8).put("completion_tokens", 5).put("total_tokens", 13);
    usage.putObject("prompt_tokens_details").put("cached_tokens", 3);
    usage.putObject("completion_tokens_details").put("reasoning_tokens", 2);
    return usage;
  }
}
