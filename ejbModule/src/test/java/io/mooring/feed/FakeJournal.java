package io.mooring.feed;

import io.mooring.access.Actor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A journal in memory; what is appended is committed at once, what follows is the test's affair.
 */
final class FakeJournal extends Journal {
  static final String EPOCH = "epo_1";

  private final Map<String, List<StoredEvent>> sessions = new HashMap<>();
  private final Map<String, Long> from = new HashMap<>();
  private Runnable beforeRead = () -> {};
  private int reads;

  /** Something that happens whenever somebody is about to read. */
  void beforeRead(Runnable action) {
    beforeRead = action;
  }

  int reads() {
    return reads;
  }

  @Override
  public synchronized void open(Actor actor, String sessionId) {
    sessions.put(sessionId, new ArrayList<>());
  }

  /** Commits the events and answers with the hint, which the test delivers or loses. */
  synchronized FeedAdvanced commit(Actor actor, String sessionId, List<NewEvent> newEvents) {
    List<StoredEvent> all = sessions.get(sessionId);
    int before = all.size();
    for (NewEvent event : newEvents) {
      all.add(
          new StoredEvent(
              sessionId,
              all.size() + 1L,
              event.type().wireName(),
              event.turnId(),
              Instant.EPOCH,
              event.body().toString()));
    }
    return new FeedAdvanced(
        actor.tenant(), sessionId, List.copyOf(all.subList(before, all.size())));
  }

  synchronized long last(String sessionId) {
    return sessions.get(sessionId).size();
  }

  synchronized void prune(String sessionId, long journalFrom) {
    from.put(sessionId, journalFrom);
  }

  @Override
  public synchronized List<StoredEvent> read(Actor actor, String sessionId, long after, int limit) {
    beforeRead.run();
    reads++;
    return List.copyOf(sessions.get(sessionId)).stream()
        .filter(e -> e.seq() > after && e.seq() >= from.getOrDefault(sessionId, 1L))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Head head(Actor actor, String sessionId) {
    beforeRead.run();
    List<StoredEvent> all = sessions.get(sessionId);
    if (all == null) {
      throw new FeedMissing(sessionId);
    }
    return new Head(EPOCH, all.size(), from.getOrDefault(sessionId, 1L));
  }

  @Override
  public synchronized Map<String, Long> lastSeqs(Actor actor, Collection<String> sessionIds) {
    reads++;
    Map<String, Long> seqs = new HashMap<>();
    sessionIds.forEach(id -> seqs.put(id, (long) sessions.getOrDefault(id, List.of()).size()));
    return seqs;
  }
}
