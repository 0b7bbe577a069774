package io.mooring.feed;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/**
 * Takes from the journals what is older or more than is kept, a page a transaction. REQUIRES_NEW,
 * for the head is locked meanwhile and writers wait: a page is short, the job is not.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class JournalPruning {
  static final int MOST = 1_000;

  @Inject FeedHeads heads;
  @Inject FeedEvents events;
  @Inject Settings settings;
  @Inject Clock clock;

  /** Sessions with something to take, in order of their ids, {@link #MOST} at most. */
  public List<String> due(SystemCaller system, String afterSession) {
    return heads.overfull(
        system, afterSession, settings.get(FeedSettings.KEEP_EVENTS), oldestKeptMillis(), MOST);
  }

  /** Takes one page of a session's oldest events; answers how many were in it. */
  public int pruneOne(SystemCaller system, String sessionId) {
    FeedHead head = heads.lock(system, sessionId);
    long tooMany = head.head().seq() - settings.get(FeedSettings.KEEP_EVENTS);
    long oldest = oldestKeptMillis();
    long keepFrom = head.head().journalFrom();
    for (FeedEvents.Age age : events.ages(system, sessionId, keepFrom, MOST)) {
      if (age.seq() > tooMany && age.atMillis() >= oldest) {
        break;
      }
      keepFrom = age.seq() + 1;
    }
    head.keepFrom(keepFrom);
    return events.deleteBefore(system, sessionId, keepFrom);
  }

  private long oldestKeptMillis() {
    return clock.instant().minus(settings.get(FeedSettings.KEEP_AGE)).toEpochMilli();
  }
}
