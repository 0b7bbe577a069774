package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The recorded event streams, cut into turns. */
final class Transcripts {
  private static final String FOLDER = "/io/mooring/impostor/transcripts/";

  private final Map<String, List<Recording>> loaded = new ConcurrentHashMap<>();

  /** The turn of that number in the transcript, from 1; empty when there is none. */
  Optional<Recording> find(String name, int number) {
    List<Recording> turns = loaded.computeIfAbsent(name, Transcripts::load);
    return number < 1 || number > turns.size()
        ? Optional.empty()
        : Optional.of(turns.get(number - 1));
  }

  private static List<Recording> load(String name) {
    if (!name.matches("\\w+")) {
      return List.of();
    }
    try (InputStream in = Transcripts.class.getResourceAsStream(FOLDER + name + ".sse")) {
      if (in == null) {
        return List.of();
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return turns(
          lines
              .lines()
              .filter(line -> line.startsWith("data: "))
              .map(line -> RecordedEvent.parse(line.substring(6)))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Recording> turns(List<RecordedEvent> events) {
    Map<String, JsonNode> sessions = new HashMap<>();
    Set<String> userMessages = new HashSet<>();
    List<Recording> turns = new ArrayList<>();
    List<RecordedEvent> turn = new ArrayList<>();
    String root = "";
    String userMessage = "";
    for (RecordedEvent event : events) {
      if (event.is("session.created")) {
        sessions.put(event.sessionId(), event.properties().path("info"));
      }
      if (begins(event, sessions) && userMessages.add(messageId(event))) {
        close(turns, root, userMessage, turn, sessions);
        turn.clear();
        root = event.sessionId();
        userMessage = messageId(event);
      } else if (event.type().startsWith("file.")
          || (!root.isEmpty() && rootOf(event.sessionId(), sessions).equals(root))) {
        turn.add(event);
      }
    }
    close(turns, root, userMessage, turn, sessions);
    return List.copyOf(turns);
  }

  private static void close(
      List<Recording> turns,
      String root,
      String userMessage,
      List<RecordedEvent> turn,
      Map<String, JsonNode> sessions) {
    if (root.isEmpty()) {
      return;
    }
    List<RecordedEvent> events = new ArrayList<>(turn);
    String userPart = "";
    for (RecordedEvent event : turn) {
      JsonNode part = event.properties().path("part");
      if (event.is("message.part.updated") && part.path("messageID").asText().equals(userMessage)) {
        userPart = part.path("id").asText();
        events.remove(event);
      }
    }
    turns.add(
        Recording.of(
            root, sessions.getOrDefault(root, Json.object()), userMessage, userPart, events));
  }

  /** Only a session that is no subagent's begins turns. */
  private static boolean begins(RecordedEvent event, Map<String, JsonNode> sessions) {
    return event.is("message.updated")
        && event.properties().at("/info/role").asText().equals("user")
        && rootOf(event.sessionId(), sessions).equals(event.sessionId());
  }

  private static String messageId(RecordedEvent event) {
    return event.properties().at("/info/id").asText();
  }

  private static String rootOf(String session, Map<String, JsonNode> sessions) {
    JsonNode info = sessions.get(session);
    String parent = info == null ? "" : info.path("parentID").asText();
    return parent.isEmpty() ? session : rootOf(parent, sessions);
  }
}
