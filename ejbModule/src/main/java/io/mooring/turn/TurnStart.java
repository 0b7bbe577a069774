package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.SystemCaller;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.NewEvent;
import io.mooring.json.Json;
import io.mooring.message.MessageLog;
import io.mooring.node.ThisNode;
import io.mooring.session.Session;
import io.mooring.session.SessionDocuments;
import io.mooring.session.SessionFeed;
import io.mooring.session.SessionTitles;
import io.mooring.session.WorkdirLeases;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Starts a turn inside a transaction that holds its session's lock. */
@ApplicationScoped
class TurnStart {
  @Inject PromptMint mint;
  @Inject PromptMessages prompts;
  @Inject MessageLog messages;
  @Inject SessionDocuments sessionDocuments;
  @Inject SessionFeed sessionFeed;
  @Inject WorkdirLeases leases;
  @Inject ThisNode node;
  @Inject Clock clock;

  /**
   * A turn that runs from now on.
   *
   * @param events what the caller appends to the journal, after all other locks
   */
  record Started(ClaimedTurn turn, List<NewEvent> events) {}

  /**
   * Whether a turn may start now: upstream is not known to be at work on an aborted one, and nobody
   * is changing the session's directory as a whole.
   */
  boolean mayStart(SystemCaller system, Session session) {
    return session.keptBack().isEmpty() && !leases.keepsBack(system, session);
  }

  /**
   * Starts it in the name of this boot.
   *
   * <p>Where the session is open and nothing must be asked first, this also writes down what the
   * prompt will be upstream, so that it can leave at once.
   */
  Started start(SystemCaller system, Session session, Turn turn) {
    Instant now = clock.instant();
    turn.start(node.bootId(), now);
    session.markBusy(now);
    JsonNode parts = Json.read(turn.partsJson());
    Optional<SentPrompt> minted = mint.atOnce(session, turn.number(), parts.size());
    minted.ifPresent(turn::intend);
    messages.firstPrompt(system, turn.spot(), prompts.of(session, turn), now);
    return new Started(
        claimed(system, session, turn, parts, Optional.empty(), minted),
        List.of(
            NewEvent.of(FeedEventType.TURN_STARTED, turn.id(), Json.object()),
            sessionFeed.updated(system, session)));
  }

  /** Goes on with a turn that another runner of this boot, or of a dead one, began. */
  ClaimedTurn takeOver(SystemCaller system, Session session, Turn turn) {
    turn.takeOver(node.bootId());
    JsonNode parts = Json.read(turn.partsJson());
    return claimed(system, session, turn, parts, turn.sentPrompt(), Optional.empty());
  }

  private ClaimedTurn claimed(
      SystemCaller system,
      Session session,
      Turn turn,
      JsonNode parts,
      Optional<SentPrompt> sent,
      Optional<SentPrompt> minted) {
    return new ClaimedTurn(
        session.tenantId(),
        session.id(),
        turn.id(),
        turn.number(),
        turn.generation(),
        sessionDocuments.workdir(system, session),
        SessionTitles.isTitled(session),
        parts,
        turn.agent().or(() -> Optional.of(session.agent())),
        turn.model().or(session::model),
        turn.system(),
        turn.isAbortAsked(),
        sent,
        minted);
  }
}
