package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.SystemCaller;
import io.mooring.json.Json;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes down what the journal does not have of running turns, and reads it. REQUIRES_NEW, for each
 * is short and nothing may be locked while the agent works.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ReplyKeeping {
  @Inject Turns turns;
  @Inject KeptReplies kept;
  @Inject Clock clock;

  /**
   * Writes down the parts that are still being written.
   *
   * @throws TurnFailure lease lost
   */
  public void write(SystemCaller system, ClaimedTurn turn, List<KeptPart> parts) {
    turns.lock(system, turn.turnId(), turn.generation());
    kept.write(system, turn, Json.write(parts), clock.instant());
  }

  /** What each runner of the turn wrote down last, the newest runner's parts first. */
  public List<KeptPart> parts(SystemCaller system, String turnId) {
    List<KeptPart> parts = new ArrayList<>();
    for (KeptReply reply : kept.ofTurn(system, turnId)) {
      for (JsonNode part : Json.read(reply.body())) {
        parts.add(Json.convert(part, KeptPart.class));
      }
    }
    return parts;
  }

  /** The turn of the session of which something was written down. */
  public Optional<String> keptTurn(SystemCaller system, String sessionId) {
    return kept.turnIn(system, sessionId);
  }

  /** The turn that runs in the session, on whichever node. */
  public Optional<String> runningTurn(SystemCaller system, String sessionId) {
    return turns.first(system, sessionId).filter(t -> t.state() == TurnState.RUNNING).map(Turn::id);
  }
}
