package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One session as REST shows it; guarded by the {@link Instance}'s lock. */
final class SessionState {
  final ObjectNode info;
  JsonNode todos = Json.array();
  private final Map<String, MessageState> messages = new LinkedHashMap<>();

  /** What was streamed of a part since it was last stored; GET never shows it. */
  private final Map<String, StringBuilder> streamed = new HashMap<>();

  SessionState(ObjectNode info) {
    this.info = info;
  }

  /** One message and its parts, in the order in which they came. */
  record MessageState(ObjectNode info, Map<String, ObjectNode> parts) {
    ObjectNode json() {
      ObjectNode json = Json.object();
      json.set("info", info.deepCopy());
      ArrayNode all = json.putArray("parts");
      parts.values().forEach(part -> all.add(part.deepCopy()));
      return json;
    }

    boolean isAssistantFor(String userMessage) {
      return info.path("parentID").asText().equals(userMessage);
    }

    boolean finished() {
      return info.at("/time/completed").isNumber() || info.has("error");
    }
  }

  String id() {
    return info.path("id").asText();
  }

  List<MessageState> messages() {
    return new ArrayList<>(messages.values());
  }

  Optional<MessageState> message(String id) {
    return Optional.ofNullable(messages.get(id));
  }

  /** The newest assistant message that answers the user message. */
  Optional<MessageState> lastAnswerTo(String userMessage) {
    return messages.values().stream()
        .filter(message -> message.isAssistantFor(userMessage))
        .reduce((one, later) -> later);
  }

  void putMessage(ObjectNode message) {
    MessageState there = messages.get(message.path("id").asText());
    if (there == null) {
      MessageState added = new MessageState(message.deepCopy(), new LinkedHashMap<>());
      messages.put(message.path("id").asText(), added);
    } else {
      there.info().removeAll();
      there.info().setAll(message.deepCopy());
    }
  }

  void putPart(ObjectNode part) {
    if (part.path("type").asText().equals("step-start")) {
      // After a dropped connection a new step begins; the text of the old one is lost.
      streamed.clear();
    }
    MessageState message = messages.get(part.path("messageID").asText());
    if (message != null) {
      message.parts().put(part.path("id").asText(), part.deepCopy());
      streamed.remove(part.path("id").asText());
    }
  }

  void stream(String partId, String delta) {
    streamed.computeIfAbsent(partId, id -> new StringBuilder()).append(delta);
  }

  String streamedOf(String partId) {
    StringBuilder text = streamed.get(partId);
    return text == null ? "" : text.toString();
  }

  /** The sum over its assistant messages. */
  ObjectNode tokens() {
    ObjectNode tokens = Json.object();
    for (String kind : List.of("input", "output", "reasoning")) {
      tokens.put(kind, sum("/tokens/" + kind));
    }
    tokens
        .putObject("cache")
        .put("read", sum("/tokens/cache/read"))
        .put("write", sum("/tokens/cache/write"));
    return tokens;
  }

  private long sum(String pointer) {
    return messages.values().stream().mapToLong(m -> m.info().at(pointer).asLong()).sum();
  }
}
