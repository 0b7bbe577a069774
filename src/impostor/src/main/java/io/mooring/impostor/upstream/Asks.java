package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Permissions and questions that wait for a person; guarded by the {@link Instance}'s lock. */
final class Asks {
  private final Map<String, Ask> waiting = new LinkedHashMap<>();
  private final Set<String> granted = new HashSet<>();

  /** Whether an earlier "always" in that directory covers the request. */
  boolean grants(String directory, JsonNode request) {
    JsonNode patterns = request.path("always");
    for (JsonNode pattern : patterns) {
      if (!granted.contains(grant(directory, request, pattern))) {
        return false;
      }
    }
    return !patterns.isEmpty();
  }

  void grant(Ask ask) {
    for (JsonNode pattern : ask.request().path("always")) {
      granted.add(grant(ask.directory(), ask.request(), pattern));
    }
  }

  private static String grant(String directory, JsonNode request, JsonNode pattern) {
    return directory + " " + request.path("permission").asText() + " " + pattern.asText();
  }

  Ask add(String directory, ObjectNode request) {
    Ask ask = new Ask(directory, request.deepCopy());
    waiting.put(ask.id(), ask);
    return ask;
  }

  /** The ask, no longer waiting. */
  Optional<Ask> take(String id, String directory) {
    Ask ask = waiting.get(id);
    if (ask == null || !ask.directory().equals(directory)) {
      return Optional.empty();
    }
    waiting.remove(id);
    return Optional.of(ask);
  }

  List<Ask> ofSession(String session) {
    return waiting.values().stream().filter(ask -> ask.session().equals(session)).toList();
  }

  ArrayNode list(String directory, String prefix) {
    ArrayNode list = Json.array();
    for (Ask ask : waiting.values()) {
      if (ask.directory().equals(directory) && ask.id().startsWith(prefix)) {
        list.add(ask.request());
      }
    }
    return list;
  }

  /** Forgets everything, as a restart does. */
  void clear() {
    waiting.clear();
    granted.clear();
  }
}
