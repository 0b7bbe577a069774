package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.StoredEvent;
import io.mooring.json.Json;
import io.mooring.message.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parts that viewers were told of for good, and that no message has any more. */
final class LostParts {
  private final SentPrompt prompt;
  private final Set<String> partIds = new HashSet<>();
  private final Set<String> callIds = new HashSet<>();
  private final StringBuilder known = new StringBuilder();
  private final Set<String> settled = new HashSet<>();
  private final Map<String, ObjectNode> lost = new LinkedHashMap<>();

  /**
   * Looks for what these messages lack.
   *
   * @param said the messages that there are
   */
  LostParts(SentPrompt prompt, List<Said> said) {
    this.prompt = prompt;
    for (Said one : said) {
      for (JsonNode part : one.parts()) {
        String text = part.path("text").asText();
        if (!part.has("text") || !text.isEmpty()) {
          partIds.add(part.path("id").asText());
        }
        callIds.add(part.path("callID").asText());
        known.append(text).append('\n');
      }
    }
  }

  void read(StoredEvent event) {
    JsonNode body = Json.read(event.body());
    if (event.type().equals(FeedEventType.TEXT_COMPLETED.wireName())) {
      text("text", body);
    } else if (event.type().equals(FeedEventType.REASONING_COMPLETED.wireName())) {
      text("reasoning", body);
    } else if (event.type().equals(FeedEventType.PART_DISCARDED.wireName())) {
      settled.add(body.path("partId").asText());
      lost.remove(body.path("partId").asText());
    } else if (event.type().equals(FeedEventType.TOOL_UPDATED.wireName())) {
      tool(body.path("tool"));
    }
  }

  /** A part that was still being written; what the journal says of it is the truth. */
  void read(KeptPart part) {
    if (!settled.contains(part.partId())) {
      text(part.kind(), part.partId(), part.text());
    }
  }

  private void text(String type, JsonNode body) {
    settled.add(body.path("partId").asText());
    text(type, body.path("partId").asText(), body.path("text").asText());
  }

  private void text(String type, String partId, String text) {
    if (partIds.contains(partId) || text.isEmpty() || known.indexOf(text) >= 0) {
      return;
    }
    ObjectNode part = part(partId, type);
    part.put("text", text).putObject("time").put("start", 0).put("end", 0);
    lost.put(partId, part);
  }

  private void tool(JsonNode display) {
    String callId = display.path("callId").asText();
    if (callId.isEmpty() || callIds.contains(callId)) {
      return;
    }
    ObjectNode part = part("prt_" + callId, "tool");
    part.put("callID", callId).put("tool", display.path("tool").asText());
    ObjectNode state = part.putObject("state").put("status", display.path("status").asText());
    state.set("input", display.path("input").isObject() ? display.path("input") : Json.object());
    if (display.path("error").isTextual()) {
      state.put("error", display.path("error").asText());
    } else {
      state.put("output", display.path("output").asText(""));
      state.put("title", display.path("title").asText(""));
    }
    ObjectNode metadata = state.putObject("metadata");
    if (display.path("diff").isTextual()) {
      metadata.put("diff", display.path("diff").asText());
    }
    state.putObject("time").put("start", 0).put("end", 0);
    lost.put(part.path("id").asText(), part);
  }

  /** The messages with what they lack. */
  List<Said> into(List<Said> said, ClaimedTurn turn, Instant now) {
    if (lost.isEmpty()) {
      return said;
    }
    List<Said> all = new ArrayList<>(said);
    for (int i = all.size() - 1; i >= 0 && !all.get(i).byUser(); i--) {
      if (isSilent(all.get(i))) {
        all.set(i, filled(all.get(i)));
        return all;
      }
    }
    all.add(!said.isEmpty() && said.get(0).byUser() ? 1 : 0, message(turn, now));
    return all;
  }

  /** Whether upstream had begun a message and nothing of it is there. */
  private static boolean isSilent(Said said) {
    return said.info().isObject()
        && said.parts().stream()
            .allMatch(
                part ->
                    part.path("type").asText().startsWith("step-")
                        || (part.has("text") && part.path("text").asText().isEmpty()));
  }

  private Said filled(Said silent) {
    List<JsonNode> parts = new ArrayList<>(silent.parts());
    String id = silent.info().path("id").asText();
    lost.values().forEach(part -> parts.add(part.put("messageID", id)));
    return new Said(silent.info(), parts);
  }

  private ObjectNode part(String id, String type) {
    return Json.object()
        .put("id", id)
        .put("sessionID", prompt.upstreamSessionId())
        .put("messageID", messageId())
        .put("type", type);
  }

  private String messageId() {
    return prompt.messageId() + "kept";
  }

  /** One message that holds them. */
  private Said message(ClaimedTurn turn, Instant now) {
    ObjectNode info =
        Json.object()
            .put("id", messageId())
            .put("sessionID", prompt.upstreamSessionId())
            .put("role", "assistant")
            .put("parentID", prompt.messageId());
    info.putObject("time").put("created", now.toEpochMilli());
    info.put("agent", turn.agent().orElse("")).put("mode", turn.agent().orElse(""));
    info.put("providerID", turn.model().map(model -> model.providerId()).orElse(""));
    info.put("modelID", turn.model().map(model -> model.modelId()).orElse(""));
    info.putObject("path").put("cwd", turn.workdir()).put("root", turn.workdir());
    ObjectNode tokens = info.put("cost", 0).putObject("tokens");
    tokens.put("input", 0).put("output", 0).put("reasoning", 0);
    tokens.putObject("cache").put("read", 0).put("write", 0);
    return new Said(info, List.copyOf(lost.values()));
  }
}
