package io.mooring.turn;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.session.RunningTurns;
import io.mooring.session.Session;
import io.mooring.session.Sessions;
import jakarta.ejb.Local;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/**
 * Asks for the end of turns: one that waits ends at once, one that runs is told and ends when
 * upstream is idle. REQUIRES_NEW, for its callers talk to upstream.
 */
@Stateless
@Local(RunningTurns.class)
@LocalBean
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class AbortTurn implements RunningTurns {
  @Inject Sessions sessions;
  @Inject Turns turns;
  @Inject TurnEnding ending;
  @Inject Event<AbortAsked> asked;
  @Inject Clock clock;

  /**
   * Aborts one turn.
   *
   * @throws TurnFailure not found, or ended already
   */
  public void abort(Caller caller, String turnId) {
    String sessionId =
        turns.find(caller, turnId).map(Turn::sessionId).orElseThrow(TurnFailure::notFound);
    Session session = sessions.find(caller, sessionId).orElseThrow(TurnFailure::notFound);
    if (!caller.mayChange(session.owner())) {
      throw new Forbidden("Your roles don't allow to abort this turn.");
    }
    Session locked = sessions.lock(caller, sessionId);
    abort(caller, locked, turns.lock(caller, turnId).orElseThrow(TurnFailure::notFound));
  }

  @Override
  public boolean any(Actor actor, String sessionId) {
    return !turns.unfinished(actor, sessionId).isEmpty();
  }

  @Override
  public void abortAll(Actor actor, String sessionId) {
    Session session = sessions.lock(actor, sessionId);
    turns.unfinished(actor, sessionId).forEach(turn -> abort(actor, session, turn));
  }

  private void abort(Actor actor, Session session, Turn turn) {
    turn.askToAbort(clock.instant());
    if (turn.state() == TurnState.QUEUED) {
      ending.end(actor, session, turn, TurnResult.empty(TurnState.ABORTED, Optional.empty()));
    } else {
      asked.fire(new AbortAsked(actor.tenant(), session.id(), turn.id()));
    }
  }
}
