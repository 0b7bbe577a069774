package io.mooring.turn;

import io.mooring.access.Actor;
import io.mooring.access.SystemCaller;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.StoredEvent;
import io.mooring.message.Said;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the journal and the checkpoints have of a turn: after a crash upstream may have lost what an
 * earlier runner had told viewers, and another node's viewers see the turn through it.
 */
@ApplicationScoped
class KeptText {
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 100;

  @Inject Journal journal;
  @Inject Clock clock;
  @Inject ReplyKeeping keeping;

  /**
   * The messages with what only the journal and the checkpoints have of them: in the message that
   * upstream had begun and has nothing of, else as one message after the prompt, for nobody knows
   * any more which messages it was. Its id is made of the prompt's, so that it is the same whoever
   * makes it.
   */
  List<Said> complete(SystemCaller system, ClaimedTurn turn, List<Said> said) {
    SentPrompt prompt = turn.sent().orElseThrow();
    var lost = new LostParts(prompt, said);
    List<KeptPart> parts = keeping.parts(system, turn.turnId());
    events(system, turn.sessionId(), turn.turnId()).stream()
        .filter(event -> event.turnId().equals(Optional.of(turn.turnId())))
        .forEach(lost::read);
    parts.forEach(lost::read);
    return lost.into(said, turn, clock.instant());
  }

  /** What the journal and the last checkpoint have of a turn. */
  KeptOpenReply open(SystemCaller system, String sessionId, String turnId) {
    // The checkpoint first: what is completed in between, the journal then has.
    List<KeptPart> parts = keeping.parts(system, turnId);
    return KeptOpenReply.of(turnId, events(system, sessionId, turnId), parts);
  }

  /** The session's events since the turn began, read from the newest back. */
  private List<StoredEvent> events(Actor actor, String sessionId, String turnId) {
    List<StoredEvent> all = new ArrayList<>();
    long before = journal.head(actor, sessionId).seq() + 1;
    for (int page = 1; page <= MOST_PAGES && before > 1; page++) {
      long after = Math.max(0, before - 1 - PAGE);
      List<StoredEvent> events = journal.read(actor, sessionId, after, (int) (before - 1 - after));
      all.addAll(0, events);
      if (events.isEmpty() || events.stream().anyMatch(e -> begins(e, turnId))) {
        break;
      }
      before = after + 1;
    }
    return all;
  }

  private static boolean begins(StoredEvent event, String turnId) {
    return event.type().equals(FeedEventType.TURN_STARTED.wireName())
        && event.turnId().equals(Optional.of(turnId));
  }
}
