package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.SystemCaller;
import io.mooring.json.Json;
import io.mooring.message.ReadMessages;
import io.mooring.message.Said;
import io.mooring.session.History;
import io.mooring.session.HistorySource;
import io.mooring.session.Session;
import io.mooring.session.SessionDocument;
import io.mooring.session.SessionDocuments;
import io.mooring.session.Sessions;
import jakarta.ejb.Local;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a conversation back from our own messages: those of turns that have ended, whichever
 * upstream sessions they were said in, as one conversation of the current one. Subagents'
 * conversations are not kept here; a file of a prompt comes from the prompt's turn. REQUIRES_NEW,
 * for whoever asks is about to talk to upstream.
 */
@Stateless
@Local(HistorySource.class)
@LocalBean
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SaidHistory implements HistorySource {
  static final int RANK = 100;
  static final String SOURCE = "messages";

  @Inject Sessions sessions;
  @Inject SessionDocuments documents;
  @Inject ReadMessages messages;
  @Inject Turns turns;

  @Override
  public int rank() {
    return RANK;
  }

  /**
   * What was said in ended turns after one.
   *
   * @param takenAt when the last of them ended
   * @param messages each {@code {info, parts}}, oldest first
   */
  public record Later(Instant takenAt, List<JsonNode> messages) {}

  @Override
  public Optional<History> history(SystemCaller system, String sessionId) {
    Optional<Session> session = sessions.find(system, sessionId);
    if (session.isEmpty()) {
      return Optional.empty();
    }
    String upstreamId = session.get().upstreamSessionId().orElse(sessionId);
    Later all = later(system, sessionId, 0, upstreamId);
    if (all.messages().isEmpty()) {
      return Optional.empty();
    }
    JsonNode info = info(upstreamId, documents.of(system, session.get()), all.takenAt());
    return Optional.of(
        new History(
            SOURCE, all.takenAt(), new History.Conversation(info, all.messages(), List.of())));
  }

  /**
   * What was said after a turn, as if it had been said in one upstream session.
   *
   * @param upstreamSessionId the one that it is given back for
   */
  public Later later(
      SystemCaller system, String sessionId, long turnNumber, String upstreamSessionId) {
    Map<String, Optional<Turn>> ended = new HashMap<>();
    List<JsonNode> said = new ArrayList<>();
    Instant takenAt = Instant.EPOCH;
    for (ReadMessages.Kept kept : messages.after(system, sessionId, turnNumber)) {
      Optional<Turn> turn =
          ended.computeIfAbsent(
              kept.turnId(),
              id -> turns.find(system, id).filter(found -> found.state().hasEnded()));
      if (turn.isPresent() && kept.sent()) {
        said.add(of(upstreamSessionId, withFiles(kept.said(), turn.get())));
        takenAt = turn.get().endedAt().filter(takenAt::isBefore).orElse(takenAt);
      }
    }
    return new Later(takenAt, said);
  }

  private static JsonNode info(String id, SessionDocument session, Instant takenAt) {
    ObjectNode info =
        Json.object()
            .put("id", id)
            .put("slug", session.id())
            .put("projectID", "global")
            .put("directory", session.workdir())
            .put("title", title(session))
            .put("version", "0");
    info.putObject("time")
        .put("created", session.createdAt().toEpochMilli())
        .put("updated", takenAt.toEpochMilli());
    return info;
  }

  /** Without one of ours, upstream's default: only that does its model replace. */
  private static String title(SessionDocument session) {
    return session.title().isEmpty() ? "New session - " + session.createdAt() : session.title();
  }

  private static JsonNode of(String sessionId, Said said) {
    ObjectNode message = said.json().deepCopy();
    message.withObjectProperty("info").put("sessionID", sessionId);
    message.path("parts").forEach(part -> ((ObjectNode) part).put("sessionID", sessionId));
    return message;
  }

  /** What a prompt's own parts lost when they were kept, their turn still has. */
  private static Said withFiles(Said said, Turn turn) {
    Optional<SentPrompt> sent = turn.sentPrompt();
    if (!said.byUser()
        || sent.isEmpty()
        || !said.upstreamId().equals(sent.map(SentPrompt::messageId))) {
      return said;
    }
    JsonNode original = Json.read(turn.partsJson());
    List<JsonNode> parts = new ArrayList<>();
    for (JsonNode part : said.parts()) {
      int number = sent.get().partIds().indexOf(part.path("id").asText());
      JsonNode own = original.path(number);
      ObjectNode whole = part.deepCopy();
      for (String field : List.of("url", "text")) {
        if (number >= 0 && own.has(field)) {
          whole.set(field, own.get(field));
        }
      }
      parts.add(whole);
    }
    return new Said(said.info(), parts);
  }
}
