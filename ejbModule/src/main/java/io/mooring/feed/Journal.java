package io.mooring.feed;

import io.mooring.access.Actor;
import io.mooring.json.Json;
import io.mooring.time.Ids;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Where the durable events of a session are kept: appended in one order, read from any point. */
@Stateless
public class Journal {
  @Inject private FeedHeads heads;
  @Inject private FeedEvents events;
  @Inject private Event<FeedAdvanced> advanced;
  @Inject private Clock clock;
  @Inject private Ids ids;

  /** For the container. */
  public Journal() {}

  @SuppressWarnings("UnnecessaryAssignment") // stands in for the container in tests
  Journal(FeedHeads heads, FeedEvents events, Event<FeedAdvanced> advanced, Clock clock, Ids ids) {
    this.heads = heads;
    this.events = events;
    this.advanced = advanced;
    this.clock = clock;
    this.ids = ids;
  }

  /** Begins the journal of a session that the caller's transaction creates. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY) // with the session's row or not at all
  public void open(Actor actor, String sessionId) {
    heads.add(new FeedHead(actor.tenant(), sessionId, ids.next("epo")));
    advanced.fire(new FeedAdvanced(actor.tenant(), sessionId, List.of()));
  }

  /**
   * Appends events in the caller's transaction and tells the viewers when that has committed. Locks
   * the head until then: call it after every other lock was taken, and end soon.
   *
   * @param newEvents at least one
   * @return the seq of the last of them
   * @throws FeedMissing when the session has no journal in the actor's tenant
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY) // with the change that it reports
  public long append(Actor actor, String sessionId, List<NewEvent> newEvents) {
    FeedHead head = heads.lock(actor, sessionId);
    Instant at = Instant.ofEpochMilli(clock.millis());
    long seq = head.take(newEvents.size());
    List<StoredEvent> stored = new ArrayList<>(newEvents.size());
    for (NewEvent event : newEvents) {
      stored.add(stored(sessionId, seq++, at, event));
    }
    stored.forEach(event -> events.add(actor, event));
    advanced.fire(new FeedAdvanced(actor.tenant(), sessionId, stored));
    return seq - 1;
  }

  /** What comes after {@code after}, in order and without a hole, {@code limit} at most. */
  public List<StoredEvent> read(Actor actor, String sessionId, long after, int limit) {
    return events.after(actor, sessionId, after, limit);
  }

  /**
   * How far the session's journal goes.
   *
   * @throws FeedMissing when the session has no journal in the actor's tenant
   */
  public Head head(Actor actor, String sessionId) {
    return heads.find(actor, sessionId).orElseThrow(() -> new FeedMissing(sessionId));
  }

  /** The last seq of each of these sessions, in one query; those without a journal are absent. */
  public Map<String, Long> lastSeqs(Actor actor, Collection<String> sessionIds) {
    return sessionIds.isEmpty() ? Map.of() : heads.lastSeqs(actor, sessionIds);
  }

  private static StoredEvent stored(String sessionId, long seq, Instant at, NewEvent event) {
    return new StoredEvent(
        sessionId, seq, event.type().wireName(), event.turnId(), at, Json.write(event.body()));
  }
}
