package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All sessions and what they are busy with; guarded by the {@link Instance}'s lock. */
final class Sessions {
  private final Map<String, SessionState> byId = new LinkedHashMap<>();
  private final Map<String, JsonNode> statuses = new LinkedHashMap<>();
  int created;
  int deleted;

  Optional<SessionState> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  SessionState add(ObjectNode info) {
    created++;
    SessionState session = new SessionState(info);
    byId.put(session.id(), session);
    return session;
  }

  /** The session and its subagents' sessions, children first; they are gone afterwards. */
  List<SessionState> remove(SessionState session) {
    List<SessionState> gone = new ArrayList<>();
    children(session.id()).forEach(child -> gone.addAll(remove(child)));
    if (byId.remove(session.id()) != null) {
      deleted++;
      gone.add(session);
    }
    return gone;
  }

  List<SessionState> children(String parent) {
    return byId.values().stream()
        .filter(session -> session.info.path("parentID").asText().equals(parent))
        .toList();
  }

  /** Newest first. */
  List<SessionState> all() {
    List<SessionState> all = new ArrayList<>(byId.values());
    Collections.reverse(all);
    return all;
  }

  Map<String, JsonNode> statuses() {
    return statuses;
  }

  boolean idle(String session) {
    return !statuses.containsKey(session);
  }

  /** Keeps what REST shows in step with what the stream says. */
  void apply(String type, ObjectNode properties) {
    String id = properties.path("sessionID").asText();
    if (type.equals("session.created") && !byId.containsKey(id)) {
      add((ObjectNode) properties.get("info").deepCopy());
      return;
    }
    if (type.equals("session.status")) {
      status(id, properties.path("status"));
    }
    SessionState session = byId.get(id);
    if (session == null) {
      return;
    }
    switch (type) {
      case "message.updated" -> session.putMessage((ObjectNode) properties.get("info"));
      case "message.part.updated" -> session.putPart((ObjectNode) properties.get("part"));
      case "message.part.delta" ->
          session.stream(properties.path("partID").asText(), properties.path("delta").asText());
      case "todo.updated" -> session.todos = properties.path("todos").deepCopy();
      case "session.updated" -> properties.set("info", updated(session, properties.path("info")));
      default -> {
        // The other events change nothing that REST shows.
      }
    }
  }

  private void status(String id, JsonNode status) {
    if (status.path("type").asText().equals("idle")) {
      statuses.remove(id);
    } else {
      statuses.put(id, status.deepCopy());
    }
  }

  /** A recording knows the summary and the time; who the session is, only we know. */
  private static JsonNode updated(SessionState session, JsonNode told) {
    ObjectNode info = session.info;
    for (String field : List.of("agent", "model", "summary")) {
      if (told.has(field)) {
        info.set(field, told.get(field).deepCopy());
      }
    }
    info.set("tokens", session.tokens());
    ((ObjectNode) info.get("time")).set("updated", told.at("/time/updated"));
    return info.deepCopy();
  }

  ObjectNode statusesIn(String directory) {
    ObjectNode shown = Json.object();
    statuses.forEach(
        (id, status) ->
            find(id)
                .filter(session -> session.info.path("directory").asText().equals(directory))
                .ifPresent(session -> shown.set(id, status)));
    return shown;
  }
}
