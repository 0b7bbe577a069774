package io.mooring.turn;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.idempotency.Repeatable;
import io.mooring.schema.Conflicts;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * Takes prompts. NOT_SUPPORTED, for the transaction is {@link TurnQueueing}'s and is done again
 * when it lost a race.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PostTurn {
  @Inject TurnQueueing queueing;
  @Inject TurnDispatcher dispatcher;
  @Inject ModelCatalog models;
  @Inject AgentCatalog agents;

  /**
   * Queues a turn, and starts it in the same transaction when it is the session's only one and
   * there is a place for it. Once this returns, the turn is never lost.
   *
   * @throws TurnFailure draining, or too many wait
   * @throws io.mooring.problem.InvalidValue when upstream does not offer the model or the agent
   */
  public TurnDocument post(
      Caller caller, String sessionId, NewTurn wanted, Optional<Repeatable> request) {
    if (dispatcher.isDraining()) {
      throw TurnFailure.draining();
    }
    if (!caller.mayChange(caller.user())) {
      throw new Forbidden("Your roles don't allow to send prompts.");
    }
    Seat seat = new Seat(caller.tenant(), caller.user(), sessionId);
    boolean place = dispatcher.reserve(seat);
    Optional<ClaimedTurn> started = Optional.empty();
    try {
      TurnQueueing.Answer.Queued queued = queue(caller, sessionId, wanted, request, place);
      started = queued.started();
      return queued.turn();
    } finally {
      if (started.isPresent()) {
        dispatcher.run(started.get());
      } else if (place) {
        dispatcher.release(sessionId);
      }
    }
  }

  private TurnQueueing.Answer.Queued queue(
      Caller caller,
      String sessionId,
      NewTurn wanted,
      Optional<Repeatable> request,
      boolean place) {
    TurnQueueing.Answer answer =
        Conflicts.retry(() -> queueing.queue(caller, sessionId, wanted, request, false, place));
    if (answer instanceof TurnQueueing.Answer.Ask unknown) {
      if (unknown.models()) {
        models.ask(caller.tenant(), unknown.workdir());
      }
      if (unknown.agents()) {
        agents.ask(caller.tenant(), unknown.workdir());
      }
      answer =
          Conflicts.retry(() -> queueing.queue(caller, sessionId, wanted, request, true, place));
    }
    if (answer instanceof TurnQueueing.Answer.Queued done) {
      return done;
    }
    throw new IllegalStateException("asked already");
  }
}
