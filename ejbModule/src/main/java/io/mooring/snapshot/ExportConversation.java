package io.mooring.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.host.Servers;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.schema.Conflicts;
import io.mooring.session.History.Conversation;
import io.mooring.time.Ids;
import io.mooring.turn.TurnMarks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Exports a conversation as it was after one turn: read, cut where a later turn has begun by now,
 * export, kept.
 */
@ApplicationScoped
class ExportConversation {
  @Inject TurnMarks turns;
  @Inject Servers servers;
  @Inject ExportSteps steps;
  @Inject DataKeys keys;
  @Inject Settings settings;
  @Inject Ids ids;
  @Inject Clock clock;

  /** What came of an export. */
  enum Outcome {
    STORED,
    /**
     * The turn's last message is not finished, or upstream does not have it: it never came there,
     * or the session is gone by now.
     */
    INCONSISTENT,
    TOO_LARGE,
    /** The session has another upstream session by now. */
    SUPERSEDED
  }

  /**
   * Exports what a session has come to with a turn that has ended.
   *
   * @throws io.mooring.problem.Problem when upstream can't be read, or there is no key
   */
  Outcome export(SystemCaller system, String turnId) {
    Optional<TurnMarks.Mark> mark = Conflicts.retry(() -> turns.of(system, turnId));
    if (mark.isEmpty()) {
      return Outcome.INCONSISTENT;
    }
    long most = settings.get(SnapshotSettings.EXPORT_LIMIT).bytes();
    Conversation whole;
    try {
      whole =
          new ConversationReader(servers.server(system.tenant()).client(), most)
              .read(mark.get().upstreamSessionId());
    } catch (UpstreamFailure.NotFound gone) {
      return Outcome.INCONSISTENT;
    } catch (ConversationReader.TooLarge e) {
      return Outcome.TOO_LARGE;
    }
    // Written before they are sent: a later prompt that was read is known by now.
    Set<String> later = Conflicts.retry(() -> turns.laterPrompts(system, mark.get()));
    Conversation upTo =
        new Conversation(whole.info(), until(whole.messages(), later), whole.children());
    if (!isFinished(upTo.messages())) {
      return Outcome.INCONSISTENT;
    }
    byte[] text = SealedExport.text(upTo);
    if (text.length > most) {
      return Outcome.TOO_LARGE;
    }
    byte[] key = dataKey(system);
    var label =
        new SealedExport.Label(
            system.tenant(), mark.get().sessionId(), ids.next("exp"), text.length, now());
    var export = new SealedExport(label, mark.get().number(), SealedExport.seal(key, label, text));
    boolean kept =
        Conflicts.retry(() -> steps.keep(system, export, turnId, mark.get().upstreamSessionId()));
    return kept ? Outcome.STORED : Outcome.SUPERSEDED;
  }

  /** One at a time: of two that find no key the second would fail at the first one's row. */
  private synchronized byte[] dataKey(SystemCaller system) {
    return Conflicts.retry(() -> keys.exporting(system));
  }

  /** In whole milliseconds, as the row has it. */
  private java.time.Instant now() {
    return java.time.Instant.ofEpochMilli(clock.millis());
  }

  private static List<JsonNode> until(List<JsonNode> messages, Set<String> later) {
    for (int i = 0; i < messages.size(); i++) {
      if (later.contains(messages.get(i).path("info").path("id").asText())) {
        return messages.subList(0, i);
      }
    }
    return messages;
  }

  private static boolean isFinished(List<JsonNode> messages) {
    if (messages.isEmpty()) {
      return false;
    }
    JsonNode last = messages.get(messages.size() - 1).path("info");
    return last.path("role").asText().equals("assistant")
        && last.path("time").path("completed").isNumber()
        && (last.path("finish").isTextual() || last.path("error").isObject());
  }
}
