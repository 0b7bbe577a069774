package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.session.History.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shapes conversations as {@code opencode import} reads them: what its schema asks for and the
 * history lacks is filled in, and what belongs to the lost server is left out.
 */
final class ImportFile {
  private static final List<String> LEFT_OUT =
      List.of("share", "revert", "workspaceID", "path", "summary", "projectID");

  private final SessionClaim claim;
  private final ModelRef model;

  private ImportFile(SessionClaim claim, ModelRef model) {
    this.claim = claim;
    this.model = model;
  }

  /**
   * One file for the session and one for each of its children, parents first. Empty when a message
   * has no model and none is known: upstream would go on with the one that we made up.
   *
   * @param metadata of the session itself, with our mark
   * @param rules of the session itself
   */
  static Optional<List<JsonNode>> of(
      SessionClaim claim, Conversation conversation, JsonNode metadata, JsonNode rules) {
    Optional<ModelRef> model = claim.model().or(() -> modelIn(conversation));
    return model.map(
        known -> {
          List<JsonNode> files = new ArrayList<>();
          new ImportFile(claim, known).add(files, conversation);
          ObjectNode info = (ObjectNode) files.get(0).path("info");
          claim.title().ifPresent(title -> info.put("title", title));
          info.set("metadata", metadata);
          info.set("permission", rules);
          return files;
        });
  }

  private static Optional<ModelRef> modelIn(Conversation conversation) {
    List<JsonNode> newestFirst = new ArrayList<>(conversation.messages());
    java.util.Collections.reverse(newestFirst);
    return Stream.concat(
            Stream.of(ref(conversation.info().path("model"), "id")),
            newestFirst.stream()
                .map(message -> message.path("info"))
                .map(info -> ref(info.has("model") ? info.path("model") : info, "modelID")))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<ModelRef> ref(JsonNode node, String idField) {
    String provider = node.path("providerID").asText("");
    String id = node.path(idField).asText("");
    return provider.isBlank() || id.isBlank() || provider.length() > 128 || id.length() > 128
        ? Optional.empty()
        : Optional.of(new ModelRef(provider, id));
  }

  private void add(List<JsonNode> files, Conversation conversation) {
    ObjectNode file = Json.object();
    file.set("info", info(conversation.info()));
    var messages = file.putArray("messages");
    String user = "";
    long earliest = 0;
    for (JsonNode message : conversation.messages()) {
      JsonNode whole = message(message, user, earliest);
      messages.add(whole);
      earliest = whole.at("/info/time/created").asLong() + 1;
      if (whole.path("info").path("role").asText().equals("user")) {
        user = whole.path("info").path("id").asText();
      }
    }
    files.add(file);
    conversation.children().forEach(child -> add(files, child));
  }

  private ObjectNode info(JsonNode from) {
    ObjectNode info = from.isObject() ? from.deepCopy() : Json.object();
    info.remove(LEFT_OUT);
    info.put("projectID", "global").put("directory", claim.directory());
    fill(info, "slug", "restored");
    fill(info, "title", "Restored session");
    fill(info, "version", "0.0.0");
    ObjectNode time = child(info, "time");
    time.remove("compacting");
    long created = time.path("created").asLong(0);
    time.put("created", created).put("updated", time.path("updated").asLong(created));
    return info;
  }

  /**
   * @param earliest opencode orders messages by when they were created, so each is later than the
   *     one before
   */
  private JsonNode message(JsonNode from, String user, long earliest) {
    ObjectNode message = from.deepCopy();
    ObjectNode info = child(message, "info");
    ObjectNode time = child(info, "time");
    long created = Math.max(earliest, time.path("created").asLong(0));
    time.put("created", created);
    if (time.has("completed")) {
      time.put("completed", Math.max(created, time.path("completed").asLong(0)));
    }
    fill(info, "agent", claim.agent());
    if (info.path("role").asText().equals("user")) {
      if (ref(info.path("model"), "modelID").isEmpty()) {
        info.putObject("model")
            .put("providerID", model.providerId())
            .put("modelID", model.modelId());
      }
    } else {
      answer(info, user);
    }
    message.path("parts").forEach(part -> part((ObjectNode) part)); // objects: they have new ids
    return message;
  }

  private void answer(ObjectNode info, String user) {
    fill(info, "parentID", user);
    fill(info, "providerID", model.providerId());
    fill(info, "modelID", model.modelId());
    fill(info, "mode", info.path("agent").asText());
    if (!info.path("cost").isNumber()) {
      info.put("cost", 0);
    }
    fill(child(info, "path"), "cwd", claim.directory());
    fill(child(info, "path"), "root", claim.directory());
    tokens(child(info, "tokens"));
  }

  private static void tokens(ObjectNode tokens) {
    for (String kind : List.of("input", "output", "reasoning")) {
      number(tokens, kind);
    }
    number(child(tokens, "cache"), "read");
    number(child(tokens, "cache"), "write");
  }

  private static void part(ObjectNode part) {
    if (part.path("type").asText().equals("tool")
        && part.path("state").path("status").asText().equals("completed")) {
      ObjectNode state = child(part, "state");
      child(state, "input");
      child(state, "metadata");
      fill(state, "title", part.path("tool").asText());
      state.put("output", state.path("output").asText(""));
      number(child(state, "time"), "start");
      number(child(state, "time"), "end");
    } else if (part.path("type").asText().equals("reasoning")) {
      number(child(part, "time"), "start");
    }
  }

  /** The object under the field; whatever else is there gives way. */
  private static ObjectNode child(ObjectNode node, String field) {
    return node.path(field) instanceof ObjectNode object ? object : node.putObject(field);
  }

  private static void number(ObjectNode node, String field) {
    if (!node.path(field).isNumber()) {
      node.put(field, 0);
    }
  }

  private static void fill(ObjectNode node, String field, String value) {
    if (node.path(field).asText("").isBlank()) {
      node.put(field, value);
    }
  }
}
