package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a recorded event as if it happened in this run: ids, directory, project, model, agent and
 * times are exchanged wherever they stand in its text; call ids stay.
 */
final class Rewriting {
  private static final Pattern WORDS =
      Pattern.compile(
          "\\b(ses|msg|prt|per|que)_[0-9A-Za-z]{26}\\b|\\b1[0-9]{12}\\b"
              + "|\"fake-1\"|\"fake\"|(?<=\"(?:agent|mode)\":)\"build\""
              + "|/srv/agents/project[0-9]|(?<=\"projectID\":\")[0-9a-f]{40}");

  private final WireIds ids;
  private final Map<String, String> known = new HashMap<>();
  private final long shiftMillis;
  private final ObjectNode session;
  private final JsonNode user;

  /**
   * @param user the user message's info as the caller prompted it
   */
  Rewriting(Recording recording, ObjectNode session, JsonNode user, WireIds ids) {
    this.ids = ids;
    this.session = session;
    this.user = user;
    known.put(recording.root(), session.path("id").asText());
    known.put(recording.userMessage(), user.path("id").asText());
    shiftMillis = user.at("/time/created").asLong() - recording.info().at("/time/created").asLong();
  }

  /** The event as {type, properties}, without an id. */
  ObjectNode rewrite(RecordedEvent event) {
    ObjectNode told = (ObjectNode) Json.parse(WORDS.matcher(event.json()).replaceAll(this::word));
    told.remove("id");
    return told;
  }

  private String word(MatchResult found) {
    String word = found.group();
    String instead =
        switch (word) {
          case "\"fake-1\"" -> quoted(user.at("/model/modelID").asText());
          case "\"fake\"" -> quoted(user.at("/model/providerID").asText());
          case "\"build\"" -> quoted(user.path("agent").asText());
          default -> other(word, found.group(1) != null);
        };
    return Matcher.quoteReplacement(instead);
  }

  private String other(String word, boolean id) {
    if (id) {
      return known.computeIfAbsent(word, recorded -> ids.mint(recorded.substring(0, 3)));
    }
    if (word.startsWith("/")) {
      String json = quoted(session.path("directory").asText());
      return json.substring(1, json.length() - 1);
    }
    if (word.length() == 40) {
      return session.path("projectID").asText();
    }
    return String.valueOf(Long.parseLong(word) + shiftMillis);
  }

  private static String quoted(String text) {
    return Json.write(text);
  }
}
