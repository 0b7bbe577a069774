package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.message.KeptJson;
import io.mooring.message.Said;
import io.mooring.opencode.wire.Part;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.turn.reply.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last words of upstream about each message of its session, as they came, so that the turn's
 * can be kept. Within bounds: what does not fit is left to the reading at the turn's end.
 */
final class Transcript {
  private static final int MOST_MESSAGES = 10_000;
  private static final int MOST_PARTS = 20_000;

  private static final class Entry {
    JsonNode info = Json.object();
    final Map<String, JsonNode> parts = new LinkedHashMap<>();
  }

  private final String upstreamSessionId;
  private Map<String, Entry> messages = new LinkedHashMap<>();
  private int partCount;

  Transcript(String upstreamSessionId) {
    this.upstreamSessionId = upstreamSessionId;
  }

  /** Takes note of an event of any session. */
  void hear(WireEvent event) {
    if (!event.sessionId().filter(upstreamSessionId::equals).isPresent()) {
      return;
    }
    if (event instanceof WireEvent.MessageUpdated updated) {
      if (updated.raw().isObject() && hasRoomFor(updated.info().id())) {
        entry(updated.info().id()).info = KeptJson.info(updated.raw());
      }
    } else if (event instanceof WireEvent.PartUpdated updated) {
      if (updated.raw().isObject() && hasRoomFor(updated.part().messageId())) {
        put(entry(updated.part().messageId()), updated.part(), updated.raw());
      }
    } else if (event instanceof WireEvent.PartRemoved removed) {
      if (messages.containsKey(removed.messageId())
          && entry(removed.messageId()).parts.remove(removed.partId()) != null) {
        partCount--;
      }
    } else if (event instanceof WireEvent.MessageRemoved removed) {
      Entry gone = messages.remove(removed.messageId());
      partCount -= gone == null ? 0 : gone.parts.size();
    }
  }

  private boolean hasRoomFor(String messageId) {
    return messages.containsKey(messageId) || messages.size() < MOST_MESSAGES;
  }

  private Entry entry(String messageId) {
    return messages.computeIfAbsent(messageId, id -> new Entry());
  }

  private void put(Entry entry, Part part, JsonNode raw) {
    boolean known = entry.parts.containsKey(part.id());
    if (known || partCount < MOST_PARTS) {
      boolean running = part instanceof Part.ToolPart tool && !tool.state().status().ended();
      // A running call says more soon; only its last word is worth the work.
      entry.parts.put(part.id(), running ? raw : KeptJson.part(raw));
      partCount += known ? 0 : 1;
    }
  }

  /** Takes what upstream has stored, oldest first. */
  void read(List<UpstreamMessage> stored) {
    Map<String, Entry> ordered = new LinkedHashMap<>();
    for (UpstreamMessage message : stored) {
      if (message.info().sessionId().equals(upstreamSessionId) && message.raw().isObject()) {
        Entry entry = new Entry();
        entry.info = message.raw().path("info");
        for (JsonNode part : message.raw().path("parts")) {
          entry.parts.put(part.path("id").asText("part " + entry.parts.size()), part);
        }
        ordered.put(message.info().id(), entry);
      }
    }
    messages.forEach(ordered::putIfAbsent);
    messages = ordered;
    partCount = messages.values().stream().mapToInt(entry -> entry.parts.size()).sum();
  }

  /**
   * The messages of a reply in their order: the prompt, the assistant's, and those of the user that
   * they answer. A text that upstream has lost is the one that was streamed.
   */
  List<Said> of(Reply reply) {
    Map<String, String> streamed = new HashMap<>();
    reply.open().parts().forEach(part -> streamed.put(part.partId(), part.text()));
    Set<String> ours = new HashSet<>(Set.of(reply.context().userMessageId()));
    messages.forEach(
        (id, entry) -> {
          if (reply.has(id)) {
            ours.add(id);
            ours.add(entry.info.path("parentID").asText());
          }
        });
    List<Said> said = new ArrayList<>();
    messages.forEach(
        (id, entry) -> {
          if (ours.contains(id) && entry.info.path("id").isTextual()) {
            said.add(said(entry, streamed));
          }
        });
    return said;
  }

  private static Said said(Entry entry, Map<String, String> streamed) {
    List<JsonNode> parts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> part : entry.parts.entrySet()) {
      String text = streamed.get(part.getKey());
      boolean lost = text != null && part.getValue().path("text").asText("").isEmpty();
      parts.add(
          lost && part.getValue() instanceof ObjectNode object
              ? object.deepCopy().put("text", text)
              : part.getValue());
    }
    return new Said(entry.info, parts);
  }
}
