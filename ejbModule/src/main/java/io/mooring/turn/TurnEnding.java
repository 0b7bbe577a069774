package io.mooring.turn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Actor;
import io.mooring.approval.AskBook;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.NewEvent;
import io.mooring.file.FileLog;
import io.mooring.json.Json;
import io.mooring.message.MessageLog;
import io.mooring.message.Said;
import io.mooring.session.Session;
import io.mooring.session.SessionFeed;
import io.mooring.session.SessionTitles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends a turn inside a transaction that holds its session's lock and its own. */
@ApplicationScoped
class TurnEnding {
  @Inject MessageLog messages;
  @Inject FileLog files;
  @Inject AskBook asks;
  @Inject KeptReplies kept;
  @Inject Turns turns;
  @Inject SessionFeed sessionFeed;
  @Inject TurnWaiters waiters;
  @Inject TurnDocuments documents;
  @Inject Event<TurnEnded> ended;
  @Inject Clock clock;

  void end(Actor actor, Session session, Turn turn, TurnResult result) {
    end(actor, session, turn, result, List.of(), List.of(), Trace.UNKNOWN);
  }

  /**
   * The same with the last events of the reply before it.
   *
   * @param last what is still to be said of the reply, before the turn's end
   * @param said the turn's messages, which are kept
   * @param trace what the turn may have left
   */
  void end(
      Actor actor,
      Session session,
      Turn turn,
      TurnResult result,
      List<NewEvent> last,
      List<Said> said,
      Trace trace) {
    boolean ran = turn.state() == TurnState.RUNNING;
    // Asked before anything is changed, so that all changes go to the database together.
    boolean more = !ran || turns.anyWaits(actor, session.id());
    Instant now = clock.instant();
    turn.end(result, now);
    List<NewEvent> events = new ArrayList<>(last);
    if (trace.asks()) {
      events.addAll(asks.giveUp(actor, turn.id()));
    }
    ObjectNode body = Json.object().put("state", result.state().label());
    body.set("usage", Json.object(result.usage().document()));
    result.error().ifPresent(error -> body.set("error", Json.object(error)));
    events.add(NewEvent.of(FeedEventType.TURN_ENDED, turn.id(), body));
    if (ran) {
      if (trace.keptReply()) {
        kept.delete(actor, turn.id());
      }
      boolean crashed = result.state() == TurnState.INTERRUPTED;
      session.endTurn(result.usage(), crashed, result.state() == TurnState.COMPLETED, now);
      events.add(sessionFeed.updated(actor, session));
    }
    FileLog.Batch batch = files.prepare(actor, turn.spot(), events, trace.files());
    if (!said.isEmpty()) {
      messages.keep(actor, turn.spot(), said, batch.messageIds(), now);
    }
    files.append(actor, batch);
    ended.fire(
        new TurnEnded(
            actor.tenant(),
            session.id(),
            turn.id(),
            turn.user(),
            result.state(),
            SessionTitles.isTitled(session),
            more,
            waiters.isAwaited(turn.id())
                ? Optional.of(documents.of(actor, turn))
                : Optional.empty()));
  }
}
