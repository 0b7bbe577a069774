package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.json.Json;
import io.mooring.node.ThisNode;
import io.mooring.session.Session;
import io.mooring.session.SessionDocuments;
import io.mooring.session.SessionFeed;
import io.mooring.session.Sessions;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The short transactions of a turn's runner. Each is its own, for nothing may be locked while the
 * agent works; each that writes checks the runner's generation first.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class TurnClaims {
  @Inject Sessions sessions;
  @Inject SessionDocuments sessionDocuments;
  @Inject SessionFeed sessionFeed;
  @Inject Turns turns;
  @Inject TurnEnding ending;
  @Inject Journal journal;
  @Inject ThisNode node;
  @Inject Clock clock;

  /** Claims the session's first waiting turn, unless one runs. */
  public Optional<ClaimedTurn> claimNext(SystemCaller system, String sessionId) {
    Session session = sessions.lock(system, sessionId);
    List<Turn> unfinished = turns.unfinished(system, sessionId);
    if (unfinished.isEmpty() || unfinished.get(0).state() == TurnState.RUNNING) {
      return Optional.empty();
    }
    Turn turn = unfinished.get(0);
    Instant now = clock.instant();
    turn.start(node.bootId(), now);
    session.markBusy(now);
    journal.append(
        system,
        sessionId,
        List.of(
            NewEvent.of(FeedEventType.TURN_STARTED, turn.id(), Json.object()),
            sessionFeed.updated(system, session)));
    return Optional.of(claimed(system, session, turn));
  }

  /** Takes over a running turn of a dead boot; empty when somebody else did, or it has ended. */
  public Optional<ClaimedTurn> takeOver(SystemCaller system, String turnId, Set<String> deadBoots) {
    Optional<Turn> seen = turns.find(system, turnId);
    Optional<Session> session = seen.map(t -> sessions.lock(system, t.sessionId()));
    Optional<Turn> turn =
        turns
            .lock(system, turnId)
            .filter(t -> t.state() == TurnState.RUNNING)
            .filter(t -> t.leaseBoot().filter(deadBoots::contains).isPresent());
    turn.ifPresent(t -> t.takeOver(node.bootId()));
    return turn.map(t -> claimed(system, session.orElseThrow(), t));
  }

  private ClaimedTurn claimed(SystemCaller system, Session session, Turn turn) {
    return new ClaimedTurn(
        session.tenantId(),
        session.id(),
        turn.id(),
        turn.generation(),
        sessionDocuments.of(system, session).workdir(),
        Json.read(turn.partsJson()),
        turn.agent().or(() -> Optional.of(session.agent())),
        turn.model().or(session::model),
        turn.system(),
        turn.isAbortAsked(),
        turn.sentPrompt());
  }

  /** Writes down what the prompt will be upstream, before it leaves. */
  public void intend(SystemCaller system, ClaimedTurn claimed, SentPrompt prompt) {
    turns
        .lock(system, claimed.turnId(), claimed.generation())
        .intend(prompt.upstreamSessionId(), prompt.messageId(), prompt.partIds(), prompt.context());
  }

  /** Appends what the reply says to the journal. */
  public void append(
      SystemCaller system, ClaimedTurn claimed, List<NewEvent> events, boolean retrying) {
    if (retrying) {
      sessions.lock(system, claimed.sessionId()).markRetrying(clock.instant());
    }
    turns.lock(system, claimed.turnId(), claimed.generation());
    journal.append(system, claimed.sessionId(), events);
  }

  /** Whether somebody asked for the turn's end. */
  public boolean isAbortAsked(SystemCaller system, ClaimedTurn claimed) {
    return turns.find(system, claimed.turnId()).filter(Turn::isAbortAsked).isPresent();
  }

  /** Ends the turn. */
  public void end(
      SystemCaller system, ClaimedTurn claimed, TurnResult result, List<NewEvent> last) {
    Session session = sessions.lockTombstoneToo(system, claimed.sessionId());
    Turn turn = turns.lock(system, claimed.turnId(), claimed.generation());
    ending.end(system, session, turn, result, last);
  }

  /** The running turns of dead boots. */
  public List<String> runningOf(SystemCaller system, Set<String> boots, int limit) {
    return turns.runningOf(system, boots, limit).stream().map(Turn::id).toList();
  }

  /** The sessions in which turns wait. */
  public List<String> sessionsThatWait(SystemCaller system, int limit) {
    return turns.sessionsThatWait(system, limit);
  }
}
