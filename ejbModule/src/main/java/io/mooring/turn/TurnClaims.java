package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.file.FileLog;
import io.mooring.message.MessageLog;
import io.mooring.message.Said;
import io.mooring.node.ThisNode;
import io.mooring.session.Session;
import io.mooring.session.SessionFeed;
import io.mooring.session.SessionStatus;
import io.mooring.session.Sessions;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The short transactions of a turn's runner. Each is its own, for nothing may be locked while the
 * agent works; each that writes checks the runner's generation first.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class TurnClaims {
  @Inject Sessions sessions;
  @Inject SessionFeed sessionFeed;
  @Inject Turns turns;
  @Inject TurnEnding ending;
  @Inject TurnStart start;
  @Inject Journal journal;
  @Inject MessageLog messages;
  @Inject FileLog files;
  @Inject PromptMessages prompts;
  @Inject ThisNode node;
  @Inject Clock clock;

  /**
   * Claims the session's first waiting turn, unless one runs, the session is kept back, or the
   * workdir is being restored. A running one is taken over when its boot is dead, and when its boot
   * is this one: then its runner is gone.
   *
   * <p>Nobody else on this node may run turns of the session meanwhile.
   *
   * @param deadBoots whose turns may be taken over
   */
  public Optional<ClaimedTurn> claimNext(
      SystemCaller system, String sessionId, Set<String> deadBoots) {
    Session session = sessions.lockTombstoneToo(system, sessionId);
    if (!node.leasesHold()) {
      return Optional.empty();
    }
    if (!session.takesTurns()) {
      endWaiting(system, session);
    }
    Optional<Turn> first = turns.first(system, sessionId);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    if (first.get().state() == TurnState.RUNNING) {
      return takeOver(system, session, first.get(), deadBoots);
    }
    if (!start.mayStart(system, session)) {
      return Optional.empty(); // it waits; each round of the reaper offers it again
    }
    return Optional.of(begin(system, session, first.get()));
  }

  /** Whoever closed the session could not see them yet. */
  private void endWaiting(SystemCaller system, Session session) {
    turns.unfinished(system, session.id()).stream()
        .filter(turn -> turn.state() == TurnState.QUEUED)
        .forEach(
            turn ->
                ending.end(
                    system, session, turn, TurnResult.empty(TurnState.ABORTED, Optional.empty())));
  }

  private ClaimedTurn begin(SystemCaller system, Session session, Turn turn) {
    TurnStart.Started started = start.start(system, session, turn);
    journal.append(system, session.id(), started.events());
    return started.turn();
  }

  private Optional<ClaimedTurn> takeOver(
      SystemCaller system, Session session, Turn turn, Set<String> deadBoots) {
    String holder = turn.leaseBoot().orElse("");
    return holder.equals(node.bootId()) || deadBoots.contains(holder)
        ? Optional.of(start.takeOver(system, session, turn))
        : Optional.empty();
  }

  /** What may be done with a prompt that is about to leave. */
  enum Intent {
    /** It is written down: send it. */
    WRITTEN,
    /** Somebody asked for the turn's end: nothing was written, and it must not leave. */
    ABORT_ASKED,
    /** The session has another upstream session by now: nothing was written. */
    SUPERSEDED
  }

  /** Writes down what the prompt will be upstream, before it leaves. */
  public Intent intend(SystemCaller system, ClaimedTurn claimed, SentPrompt prompt) {
    Session session = sessions.lockTombstoneToo(system, claimed.sessionId());
    Turn turn = turns.lock(system, claimed.turnId(), claimed.generation());
    if (turn.isAbortAsked()) {
      return Intent.ABORT_ASKED;
    }
    if (!session.upstreamSessionId().equals(Optional.of(prompt.upstreamSessionId()))) {
      return Intent.SUPERSEDED;
    }
    turn.intend(prompt);
    messages.prompt(system, turn.spot(), prompts.of(session, turn), clock.instant());
    return Intent.WRITTEN;
  }

  /**
   * Appends what the reply says to the journal.
   *
   * @param status busy or retrying, when that has changed
   */
  public void append(
      SystemCaller system,
      ClaimedTurn claimed,
      List<NewEvent> events,
      Optional<SessionStatus> status) {
    Optional<Session> session =
        status.map(any -> sessions.lockTombstoneToo(system, claimed.sessionId()));
    Turn turn = turns.lock(system, claimed.turnId(), claimed.generation());
    List<NewEvent> all = new ArrayList<>(events);
    session
        .filter(s -> s.showRunning(status.orElseThrow(), clock.instant()))
        .ifPresent(s -> all.add(sessionFeed.updated(system, s)));
    files.append(system, turn.spot(), all);
  }

  /**
   * Whether somebody asked for the turn's end.
   *
   * @throws TurnFailure lease lost
   */
  public boolean isAbortAsked(SystemCaller system, ClaimedTurn claimed) {
    return turns
        .find(system, claimed.turnId())
        .filter(turn -> turn.isRunBy(claimed.generation()))
        .orElseThrow(TurnFailure::leaseLost)
        .isAbortAsked();
  }

  /** Does work under the locks of the session and of the turn, which the runner still holds. */
  public <T> T holding(SystemCaller system, ClaimedTurn claimed, Function<Session, T> work) {
    Session session = sessions.lockTombstoneToo(system, claimed.sessionId());
    turns.lock(system, claimed.turnId(), claimed.generation());
    return work.apply(session);
  }

  /**
   * Ends the turn.
   *
   * @param last what is still to be told of the reply
   * @param said the turn's messages
   * @param trace what the turn may have left
   */
  public void end(
      SystemCaller system,
      ClaimedTurn claimed,
      TurnResult result,
      List<NewEvent> last,
      List<Said> said,
      Trace trace) {
    Session session = sessions.lockTombstoneToo(system, claimed.sessionId());
    Turn turn = turns.lock(system, claimed.turnId(), claimed.generation());
    ending.end(system, session, turn, result, last, said, trace);
  }

  /** How many turns wait. */
  public long countQueued(SystemCaller system) {
    return turns.countQueued(system);
  }

  /** The boots that hold turns. */
  public List<String> holders(SystemCaller system) {
    return turns.holders(system);
  }

  /** The sessions in which one of these boots holds a turn. */
  public List<Seat> sessionsOf(SystemCaller system, Set<String> boots, int limit) {
    return turns.sessionsOf(system, boots, limit);
  }

  /** The sessions in which turns wait and none runs. */
  public List<Seat> sessionsThatWait(SystemCaller system, int limit) {
    return turns.sessionsThatWait(system, limit);
  }
}
