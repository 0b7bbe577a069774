package io.mooring.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Actor;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.json.Json;
import io.mooring.message.MessageLog;
import io.mooring.message.Spot;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a turn's events into the journal and the file events among them into their own rows, in
 * one transaction that holds the turn's lock. Of each call it is told once: a runner that took over
 * or has caught up may offer it again.
 */
@ApplicationScoped
public class FileLog {
  private static final String FIELD = "file";

  @Inject FileEvents events;
  @Inject Journal journal;
  @Inject MessageLog messages;
  @Inject Clock clock;

  /** The event of a call that has completed; its message is still upstream's. */
  public static NewEvent told(String turnId, FileChange change) {
    ObjectNode body = Json.object();
    body.set(FIELD, Json.object(change));
    return NewEvent.of(FeedEventType.FILE_CHANGED, turnId, body);
  }

  /**
   * Events that are about to be appended.
   *
   * @param news without those of calls that were told before
   * @param changes by their place in {@code news}
   * @param messageIds ids of our messages by upstream's, as this turn's events name them
   */
  public record Batch(
      Spot spot, List<NewEvent> news, Map<Integer, Told> changes, Map<String, String> messageIds) {}

  /** A change and upstream's name for its message. */
  public record Told(String upstreamMessageId, FileChange change) {}

  /** Appends events of a turn, if there are any. */
  public void append(Actor actor, Spot spot, List<NewEvent> wanted) {
    append(actor, prepare(actor, spot, wanted, false));
  }

  /** Whether file events are among them. */
  public static boolean anyTold(List<NewEvent> events) {
    return events.stream().anyMatch(event -> event.type() == FeedEventType.FILE_CHANGED);
  }

  /**
   * Looks up what was told of the turn before; locks nothing.
   *
   * @param toldBefore whether anything may have been told that the batch must name
   */
  public Batch prepare(Actor actor, Spot spot, List<NewEvent> wanted, boolean toldBefore) {
    if (!toldBefore && !anyTold(wanted)) {
      return new Batch(spot, wanted, Map.of(), Map.of());
    }
    Map<String, String> messageIds = new HashMap<>();
    Set<String> before = new HashSet<>();
    for (FileEvents.Told told : events.ofTurn(actor, spot.sessionId(), spot.turnId())) {
      messageIds.put(told.upstreamMessageId(), told.messageId());
      before.add(key(told.upstreamMessageId(), told.callId()));
    }
    List<NewEvent> news = new ArrayList<>();
    Map<Integer, Told> changes = new HashMap<>();
    for (NewEvent event : wanted) {
      if (event.type() != FeedEventType.FILE_CHANGED) {
        news.add(event);
        continue;
      }
      FileChange change = Json.convert(event.body().path(FIELD), FileChange.class);
      String upstreamId = change.messageId();
      if (before.add(key(upstreamId, change.callId()))) {
        String ours = messageIds.computeIfAbsent(upstreamId, id -> messages.newId());
        changes.put(news.size(), new Told(upstreamId, change.inMessage(ours)));
        news.add(told(spot.turnId(), change.inMessage(ours)));
      }
    }
    return new Batch(spot, news, changes, messageIds);
  }

  /** Appends the events of a batch; locks the feed's head, so it is the last lock. */
  public void append(Actor actor, Batch batch) {
    if (batch.news().isEmpty()) {
      return;
    }
    Spot spot = batch.spot();
    long first = journal.append(actor, spot.sessionId(), batch.news()) - batch.news().size() + 1;
    Instant at = clock.instant();
    batch
        .changes()
        .forEach(
            (place, told) ->
                events.add(
                    new FileEvent(
                        new FileEventId(actor.tenant(), spot.sessionId(), first + place),
                        spot.turnId(),
                        told.upstreamMessageId(),
                        told.change(),
                        at)));
  }

  private static String key(String upstreamMessageId, String callId) {
    return upstreamMessageId + '\n' + callId;
  }
}
