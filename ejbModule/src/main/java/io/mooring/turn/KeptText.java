package io.mooring.turn;

import io.mooring.access.Actor;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.StoredEvent;
import io.mooring.json.Json;
import io.mooring.message.Said;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the journal has of a turn's text: after a crash upstream may have lost what an earlier
 * runner had told viewers for good.
 */
@ApplicationScoped
class KeptText {
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 100;

  @Inject Journal journal;
  @Inject Clock clock;

  /** The result with the parts of its text that only the journal has, before what it has itself. */
  TurnResult complete(Actor actor, ClaimedTurn turn, TurnResult result) {
    List<String> texts = new ArrayList<>();
    for (String text : texts(events(actor, turn), turn.turnId())) {
      if (!result.text().contains(text)) {
        texts.add(text);
      }
    }
    if (texts.isEmpty()) {
      return result;
    }
    if (!result.text().isEmpty()) {
      texts.add(result.text());
    }
    return result.withText(String.join("\n\n", texts));
  }

  /**
   * The messages with what only the journal has of them: as one message after the prompt, for
   * nobody knows any more which messages it was. Its id is made of the prompt's, so that it is the
   * same whoever makes it.
   */
  List<Said> complete(Actor actor, ClaimedTurn turn, List<Said> said) {
    SentPrompt prompt = turn.sent().orElseThrow();
    var lost = new LostParts(prompt, said);
    events(actor, turn).stream()
        .filter(event -> event.turnId().equals(Optional.of(turn.turnId())))
        .forEach(lost::read);
    List<Said> all = new ArrayList<>(said);
    boolean hasPrompt = !said.isEmpty() && said.get(0).byUser();
    lost.message(turn, clock.instant()).ifPresent(message -> all.add(hasPrompt ? 1 : 0, message));
    return all;
  }

  /** The last text of each part that counts, in the order in which they came. */
  static Collection<String> texts(List<StoredEvent> events, String turnId) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (StoredEvent event : events) {
      if (!event.turnId().equals(Optional.of(turnId))) {
        continue;
      }
      if (event.type().equals(FeedEventType.TEXT_COMPLETED.wireName())) {
        var body = Json.read(event.body());
        parts.put(body.path("partId").asText(), body.path("text").asText());
      } else if (event.type().equals(FeedEventType.PART_DISCARDED.wireName())) {
        parts.remove(Json.read(event.body()).path("partId").asText());
      }
    }
    return parts.values().stream().filter(text -> !text.isEmpty()).toList();
  }

  /** The session's events since the turn began, read from the newest back. */
  private List<StoredEvent> events(Actor actor, ClaimedTurn turn) {
    List<StoredEvent> all = new ArrayList<>();
    long before = journal.head(actor, turn.sessionId()).seq() + 1;
    for (int page = 1; page <= MOST_PAGES && before > 1; page++) {
      long after = Math.max(0, before - 1 - PAGE);
      List<StoredEvent> events =
          journal.read(actor, turn.sessionId(), after, (int) (before - 1 - after));
      all.addAll(0, events);
      if (events.isEmpty() || events.stream().anyMatch(e -> begins(e, turn.turnId()))) {
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
