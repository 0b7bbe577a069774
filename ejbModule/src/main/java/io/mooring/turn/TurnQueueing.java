package io.mooring.turn;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.idempotency.IdempotencyKeys;
import io.mooring.idempotency.Repeatable;
import io.mooring.json.Json;
import io.mooring.node.ThisNode;
import io.mooring.session.ModelRef;
import io.mooring.session.Session;
import io.mooring.session.SessionDocuments;
import io.mooring.session.SessionSettings;
import io.mooring.session.Sessions;
import io.mooring.time.Ids;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The transaction that queues a turn; a new one each time, so that it can be done again. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class TurnQueueing {
  @Inject Sessions sessions;
  @Inject Turns turns;
  @Inject TurnDocuments documents;
  @Inject SessionDocuments sessionDocuments;
  @Inject ModelCatalog models;
  @Inject AgentCatalog agents;
  @Inject Journal journal;
  @Inject TurnStart starting;
  @Inject ThisNode node;
  @Inject IdempotencyKeys keys;
  @Inject Event<TurnQueued> queued;
  @Inject Settings settings;
  @Inject Ids ids;
  @Inject Clock clock;

  /** What came of it. */
  sealed interface Answer {
    /**
     * The turn is queued, or was when the same was asked for before.
     *
     * @param started the turn as its runner holds it, when it runs already
     */
    record Queued(TurnDocument turn, Optional<ClaimedTurn> started) implements Answer {
      Queued(TurnDocument turn) {
        this(turn, Optional.empty());
      }
    }

    /** Nothing was done: upstream must say first what it offers in this workdir. */
    record Ask(String workdir, boolean models, boolean agents) implements Answer {}
  }

  /**
   * Queues a turn.
   *
   * @param asked whether upstream was asked what it offers just now; what it could not tell is let
   *     pass
   * @param start whether the turn may start in the same transaction, when it is the session's only
   *     one: the caller has a place for it on this node and runs it then
   */
  public Answer queue(
      Caller caller,
      String sessionId,
      NewTurn wanted,
      Optional<Repeatable> request,
      boolean asked,
      boolean start) {
    Session session = sessions.lock(caller, sessionId);
    if (!caller.mayChange(session.owner())) {
      throw new Forbidden("Your roles don't allow to send prompts to this session.");
    }
    Optional<String> before = request.flatMap(r -> keys.resource(caller, r));
    if (before.isPresent()) {
      return turns
          .find(caller, before.get())
          .map(turn -> documents.of(caller, turn))
          .map(Answer.Queued::new)
          .orElseThrow(TurnFailure::notFound);
    }
    Optional<Answer.Ask> ask = toAsk(caller, session, wanted);
    if (ask.isPresent() && !asked) {
      return ask.get();
    }
    int most = settings.get(TurnSettings.MAX_QUEUED);
    long ahead = turns.countUnfinished(caller, sessionId);
    if (ahead > most) {
      throw TurnFailure.queueFull(most);
    }
    var system = new SystemCaller(caller.tenant());
    // Asked before anything is changed, so that all changes go to the database together.
    boolean starts =
        start
            && ahead == 0
            && session.takesTurns()
            && node.leasesHold()
            && starting.mayStart(system, session);
    Instant now = clock.instant();
    var turn =
        new Turn(session, ids.next("turn"), session.nextTurn(now), wanted, caller.user(), now);
    var body = Json.object().put("prompt", wanted.prompt()).put("user", caller.user());
    List<NewEvent> events = new ArrayList<>();
    events.add(NewEvent.of(FeedEventType.TURN_QUEUED, turn.id(), body));
    Optional<TurnStart.Started> started =
        starts ? Optional.of(starting.start(system, session, turn)) : Optional.empty();
    started.ifPresent(s -> events.addAll(s.events()));
    // Once it is all that it will be: what is remembered next goes to the database with it.
    turns.add(turn);
    request.ifPresent(r -> keys.remember(caller, r, turn.id()));
    journal.append(caller, sessionId, events);
    if (started.isPresent()) {
      return new Answer.Queued(documents.of(caller, turn), started.map(TurnStart.Started::turn));
    }
    queued.fire(new TurnQueued(caller.tenant(), sessionId, turn.id(), turn.user()));
    return new Answer.Queued(documents.ofNew(turn, ahead));
  }

  /**
   * What upstream must be asked for first; the agent of the configuration is taken to be there.
   *
   * @throws io.mooring.problem.InvalidValue when upstream is known not to offer what is wanted
   */
  private Optional<Answer.Ask> toAsk(Caller caller, Session session, NewTurn wanted) {
    Optional<ModelRef> model = wanted.model().or(session::model);
    Optional<String> agent =
        Optional.of(wanted.agent().orElseGet(session::agent))
            .filter(name -> !name.equals(settings.get(SessionSettings.AGENT)));
    if (model.isEmpty() && agent.isEmpty()) {
      return Optional.empty();
    }
    String workdir = sessionDocuments.workdir(caller, session);
    String tenant = caller.tenant();
    boolean askModels = model.filter(m -> !models.require(tenant, workdir, m)).isPresent();
    boolean askAgents = agent.filter(a -> !agents.require(tenant, workdir, a)).isPresent();
    return askModels || askAgents
        ? Optional.of(new Answer.Ask(workdir, askModels, askAgents))
        : Optional.empty();
  }
}
