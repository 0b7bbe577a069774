package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.model.ModelCall;
import io.mooring.impostor.model.ScriptedModel;
import java.util.ArrayList;
import java.util.List;

/** What a model was really told with a prompt, its system's words left out. */
record Told(JsonNode messages) {
  /** With the first request of the only prompt that holds the nonce. */
  static Told with(ScriptedModel model, String nonce) {
    List<ModelCall> calls =
        model.callsContaining(nonce).stream()
            .filter(call -> !call.title() && call.step() == 0)
            .toList();
    assertThat(calls).as("requests with " + nonce).hasSize(1);
    return new Told(calls.get(0).messages());
  }

  /** Who said what, in order: {@code user: TEXT}; a call's answer is {@code tool: TEXT}. */
  List<String> story() {
    List<String> story = new ArrayList<>();
    for (JsonNode message : messages) {
      String role = message.path("role").asText();
      if (!role.equals("system")) {
        story.add(role + ": " + text(message.path("content")).strip());
      }
    }
    return story;
  }

  /** The calls that have no answer, which a provider refuses. */
  List<String> openCalls() {
    List<String> open = new ArrayList<>();
    for (JsonNode message : messages) {
      message.path("tool_calls").forEach(call -> open.add(call.path("id").asText()));
      open.remove(message.path("tool_call_id").asText(""));
    }
    return open;
  }

  /** The names of the tools that were called. */
  List<String> tools() {
    List<String> tools = new ArrayList<>();
    for (JsonNode message : messages) {
      message.path("tool_calls").forEach(call -> tools.add(call.at("/function/name").asText()));
    }
    return tools;
  }

  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }
}
