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
    String sessionId = turns.sessionOf(caller, turnId).orElseThrow(TurnFailure::notFound);
    Session session = sessions.lockTombstoneToo(caller, sessionId);
    if (!session.isVisibleTo(caller)) {
      throw TurnFailure.notFound();
    }
    if (!caller.mayChange(session.owner())) {
      throw new Forbidden("Your roles don't allow to abort this turn.");
    }
    abort(caller, session, turns.lock(caller, turnId).orElseThrow(TurnFailure::notFound));
  }

  @Override
  public boolean any(Actor actor, String sessionId) {
    return turns.countUnfinished(actor, sessionId) > 0;
  }

  @Override
  public void abortAll(Actor actor, String sessionId) {
    abortAll(actor, sessions.lock(actor, sessionId));
  }

  @Override
  @TransactionAttribute(TransactionAttributeType.MANDATORY) // the caller holds the lock
  public void abortAll(Actor actor, Session locked) {
    turns.unfinished(actor, locked.id()).forEach(turn -> abort(actor, locked, turn));
  }

  @Override
  @TransactionAttribute(TransactionAttributeType.MANDATORY) // the caller holds the lock
  public void abortRunning(Actor actor, Session locked) {
    turns
        .first(actor, locked.id())
        .filter(turn -> turn.state() == TurnState.RUNNING)
        .ifPresent(turn -> abort(actor, locked, turn));
  }

  @Override
  @TransactionAttribute(TransactionAttributeType.MANDATORY) // the caller holds the lock
  public Optional<Prompt> runningPrompt(Actor actor, String sessionId) {
    return turns
        .first(actor, sessionId)
        .filter(turn -> turn.state() == TurnState.RUNNING)
        .map(turn -> new Prompt(turn.sentPrompt().map(SentPrompt::messageId), turn.prompt()));
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
