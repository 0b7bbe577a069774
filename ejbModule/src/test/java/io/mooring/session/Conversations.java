package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.session.History.Conversation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conversations for tests. */
public final class Conversations {
  private Conversations() {}

  /** One in which a user and the agent say these in turn. */
  public static Conversation of(String session, String... texts) {
    List<JsonNode> messages = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      String id = "msg_" + session.substring(4) + i;
      ObjectNode message =
          i % 2 == 0
              ? user(session, id)
              : assistant(session, id, "msg_" + session.substring(4) + (i - 1));
      part(message, "prt_" + session.substring(4) + i, "text").put("text", texts[i]);
      messages.add(message);
    }
    return new Conversation(info(session), messages, List.of());
  }

  static ObjectNode info(String session) {
    ObjectNode info = Json.object().put("id", session).put("directory", "/old").put("title", "old");
    info.putObject("model").put("id", "echo").put("providerID", "scripted");
    return info;
  }

  static ObjectNode user(String session, String id) {
    ObjectNode message = Json.object();
    ObjectNode info = message.putObject("info").put("id", id).put("sessionID", session);
    info.put("role", "user").putObject("time").put("created", 5);
    message.putArray("parts");
    return message;
  }

  static ObjectNode assistant(String session, String id, String parent) {
    ObjectNode message = Json.object();
    ObjectNode info = message.putObject("info").put("id", id).put("sessionID", session);
    info.put("role", "assistant").put("parentID", parent).put("finish", "stop");
    info.putObject("time").put("created", 6).put("completed", 7);
    message.putArray("parts");
    return message;
  }

  static ObjectNode part(ObjectNode message, String id, String type) {
    return message
        .withArray("/parts")
        .addObject()
        .put("id", id)
        .put("sessionID", message.at("/info/sessionID").asText())
        .put("messageID", message.at("/info/id").asText())
        .put("type", type);
  }

  /** A source that keeps this one of every session. */
  public static HistorySource kept(int rank, Conversation conversation) {
    return source(rank, "kept-" + rank, Optional.of(conversation));
  }

  static HistorySource source(int rank, String name, Optional<Conversation> conversation) {
    return new HistorySource() {
      @Override
      public int rank() {
        return rank;
      }

      @Override
      public Optional<History> history(io.mooring.access.SystemCaller system, String sessionId) {
        return conversation.map(c -> new History(name, Instant.EPOCH, c));
      }
    };
  }
}
