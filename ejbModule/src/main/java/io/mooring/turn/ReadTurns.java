package io.mooring.turn;

import io.mooring.access.Caller;
import io.mooring.session.Sessions;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;

/** Reads turns of sessions that the caller may see. */
@Stateless
public class ReadTurns {
  @Inject Sessions sessions;
  @Inject Turns turns;
  @Inject TurnDocuments documents;

  /**
   * The turn. The session is read before it, as writers lock them: Derby holds a row with long
   * texts for its reader until the transaction ends, so the other way around would be a deadlock.
   *
   * @throws TurnFailure not found
   */
  public TurnDocument get(Caller caller, String turnId) {
    return turns
        .sessionOf(caller, turnId)
        .flatMap(sessionId -> sessions.find(caller, sessionId))
        .flatMap(session -> turns.find(caller, turnId))
        .map(turn -> documents.of(caller, turn))
        .orElseThrow(TurnFailure::notFound);
  }

  /**
   * The session's turns, newest first, one more than {@code limit} at most.
   *
   * @param before a turn's number in the session; Long.MAX_VALUE for the newest
   */
  public List<Numbered> list(Caller caller, String sessionId, long before, int limit) {
    sessions.get(caller, sessionId);
    return turns.list(caller, sessionId, before, limit + 1).stream()
        .map(turn -> new Numbered(turn.number(), documents.of(caller, turn)))
        .toList();
  }

  /** A turn and its number in the session. */
  public record Numbered(long number, TurnDocument turn) {}
}
