package io.mooring.turn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.SystemCaller;
import io.mooring.feed.OpenReplies;
import io.mooring.json.Json;
import io.mooring.schema.Conflicts;
import io.mooring.turn.reply.OpenReply;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The turns that run on this node: what they have said so far, and whom to tell of an abort. */
@ApplicationScoped
class OpenTurns implements OpenReplies {
  @Inject ReplyKeeping keeping;
  @Inject KeptText kept;
  private static final int MOST_EARLY = 1_000;

  private final Map<String, LiveReply> byTurn = new ConcurrentHashMap<>();
  private final Map<String, LiveReply> bySession = new ConcurrentHashMap<>();

  /** Aborts that came between a turn's claim and its run, or for turns of other nodes. */
  private final Set<String> early =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > MOST_EARLY;
            }
          });

  void add(LiveReply reply) {
    bySession.put(reply.sessionId(), reply);
    synchronized (early) {
      byTurn.put(reply.turnId(), reply);
      if (early.remove(reply.turnId())) {
        reply.inbox().abort();
      }
    }
  }

  /** The turn is about to end: viewers who come now find it in the journal. */
  void hide(LiveReply reply) {
    bySession.remove(reply.sessionId(), reply);
  }

  /** Tells all runners to end at once, for this node stops. */
  void stopAll() {
    byTurn.values().forEach(reply -> reply.inbox().stop());
  }

  void remove(LiveReply reply) {
    byTurn.remove(reply.turnId(), reply);
    bySession.remove(reply.sessionId(), reply);
  }

  /** Tells the runner of a turn that its end is wanted, if it runs here or is about to. */
  void abort(String turnId) {
    synchronized (early) {
      LiveReply reply = byTurn.get(turnId);
      if (reply == null) {
        early.add(turnId);
      } else {
        reply.inbox().abort();
      }
    }
  }

  /** What a turn has come to so far, if it runs here. */
  Optional<TurnResult> soFar(String turnId) {
    return Optional.ofNullable(byTurn.get(turnId)).flatMap(LiveReply::soFar);
  }

  int count() {
    return byTurn.size();
  }

  /**
   * Writes down what the journal does not have of it, for the case that this node dies.
   *
   * @throws TurnFailure lease lost
   */
  void keep(ClaimedTurn turn, LiveReply reply) {
    SystemCaller system = new SystemCaller(turn.tenant());
    Conflicts.run(() -> keeping.write(system, turn, reply.unfinished()));
  }

  @Override
  public Optional<ObjectNode> open(String tenant, String sessionId) {
    Optional<LiveReply> live =
        Optional.ofNullable(bySession.get(sessionId)).filter(r -> r.tenant().equals(tenant));
    if (live.isPresent()) {
      return live.flatMap(reply -> reply.open().map(open -> json(reply.turnId(), open)));
    }
    boolean ends = byTurn.values().stream().anyMatch(r -> r.sessionId().equals(sessionId));
    return ends ? Optional.empty() : elsewhere(new SystemCaller(tenant), sessionId);
  }

  private Optional<ObjectNode> elsewhere(SystemCaller system, String sessionId) {
    return keeping
        .keptTurn(system, sessionId)
        .map(turnId -> kept.open(system, sessionId, turnId).json(turnId));
  }

  @Override
  public Optional<String> turn(String tenant, String sessionId) {
    return Optional.ofNullable(bySession.get(sessionId))
        .filter(reply -> reply.tenant().equals(tenant))
        .map(LiveReply::turnId)
        .or(() -> keeping.runningTurn(new SystemCaller(tenant), sessionId));
  }

  private static ObjectNode json(String turnId, OpenReply open) {
    ObjectNode node = Json.object().put("turnId", turnId);
    var parts = node.putArray("parts");
    for (OpenReply.OpenPart part : open.parts()) {
      parts
          .addObject()
          .put("partId", part.partId())
          .put("kind", part.kind().text())
          .put("text", part.text())
          .put("offset", part.offset() + part.text().length());
    }
    var tools = node.putArray("tools");
    open.tools().forEach(tool -> tools.add(Json.object(tool)));
    return node;
  }
}
