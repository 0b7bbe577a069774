package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.UpstreamIds;
import io.mooring.session.History.Conversation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives a conversation and its children new ids for sessions, messages and parts, in the order of
 * the old ones. An import under the old ids would move a session that is there, and would leave out
 * each message that any other session holds.
 */
final class FreshIds {
  private static final Pattern SESSION_IN_TEXT = Pattern.compile("ses_[A-Za-z0-9]{1,124}");

  private final Clock clock;
  private final Map<String, String> ids = new LinkedHashMap<>();
  private Optional<String> lastMessage = Optional.empty();
  private Optional<String> lastPart = Optional.empty();

  /**
   * A conversation under new ids.
   *
   * @param ids the new id of each old one
   */
  record Renamed(Conversation conversation, Map<String, String> ids) {
    Renamed {
      ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids));
    }

    /** The new id of the session itself. */
    String sessionId() {
      return conversation.info().path("id").asText();
    }
  }

  private FreshIds(Clock clock) {
    this.clock = clock;
  }

  static Renamed rename(Conversation conversation, Clock clock) {
    FreshIds fresh = new FreshIds(clock);
    Named named = fresh.name(conversation);
    return new Renamed(fresh.rewrite(named, null), fresh.ids);
  }

  /** A conversation with the ids that it gets, each in its place. */
  private record Named(
      Conversation old, String session, List<NamedMessage> messages, List<Named> children) {}

  private record NamedMessage(JsonNode old, String id, List<String> parts) {}

  private Named name(Conversation old) {
    String session = UpstreamIds.session(clock);
    remember(old.info(), session);
    List<NamedMessage> messages = new ArrayList<>();
    for (JsonNode message : old.messages()) {
      String id = nextMessage();
      remember(message.path("info"), id);
      List<String> parts = new ArrayList<>();
      for (JsonNode part : message.path("parts")) {
        parts.add(nextPart());
        remember(part, parts.get(parts.size() - 1));
      }
      messages.add(new NamedMessage(message, id, parts));
    }
    return new Named(old, session, messages, old.children().stream().map(this::name).toList());
  }

  private void remember(JsonNode named, String fresh) {
    String old = named.path("id").asText("");
    if (!old.isEmpty()) {
      ids.putIfAbsent(old, fresh);
    }
  }

  private String nextMessage() {
    String id =
        lastMessage
            .map(last -> UpstreamIds.successorOf(last, clock))
            .orElseGet(() -> UpstreamIds.firstMessage(clock));
    lastMessage = Optional.of(id);
    return id;
  }

  private String nextPart() {
    String id =
        lastPart
            .map(last -> UpstreamIds.successorOf(last, clock))
            .orElseGet(() -> UpstreamIds.parts(1, clock).get(0));
    lastPart = Optional.of(id);
    return id;
  }

  private Conversation rewrite(Named named, @Nullable String parent) {
    ObjectNode info = rewritten(named.old().info()).put("id", named.session());
    info.remove("parentID");
    if (parent != null) {
      info.put("parentID", parent);
    }
    return new Conversation(
        info,
        named.messages().stream().map(m -> rewrite(m, named.session())).toList(),
        named.children().stream().map(child -> rewrite(child, named.session())).toList());
  }

  private JsonNode rewrite(NamedMessage message, String session) {
    ObjectNode whole = Json.object();
    whole.set(
        "info",
        rewritten(message.old().path("info")).put("id", message.id()).put("sessionID", session));
    ArrayNode parts = whole.putArray("parts");
    int i = 0;
    for (JsonNode old : message.old().path("parts")) {
      ObjectNode part = rewritten(old).put("id", message.parts().get(i++));
      part.put("sessionID", session).put("messageID", message.id());
      rewriteOutput(part);
      parts.add(part);
    }
    return whole;
  }

  private ObjectNode rewritten(JsonNode node) {
    return rewrite("", node) instanceof ObjectNode object ? object : Json.object();
  }

  /** Only what a field calls an id is one: a text that happens to be an id stays a text. */
  private JsonNode rewrite(String field, JsonNode value) {
    if (value.isObject()) {
      ObjectNode copy = Json.object();
      value.properties().forEach(f -> copy.set(f.getKey(), rewrite(f.getKey(), f.getValue())));
      return copy;
    }
    if (value.isArray()) {
      ArrayNode copy = Json.lenient().createArrayNode();
      value.forEach(element -> copy.add(rewrite(field, element)));
      return copy;
    }
    boolean isId = value.isTextual() && field.toLowerCase(Locale.ROOT).endsWith("id");
    String fresh = isId ? ids.get(value.textValue()) : null;
    return fresh == null ? value : Json.lenient().getNodeFactory().textNode(fresh);
  }

  /** A subagent's tool tells the agent in its output under which session it can go on. */
  private void rewriteOutput(ObjectNode part) {
    if (part.path("tool").asText().equals("task")
        && part.path("state").path("output").isTextual()
        && part.get("state") instanceof ObjectNode state) {
      Matcher found = SESSION_IN_TEXT.matcher(state.get("output").textValue());
      state.put(
          "output",
          found.replaceAll(
              match -> Matcher.quoteReplacement(ids.getOrDefault(match.group(), match.group()))));
    }
  }
}
