package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.time.Ticker;
import io.mooring.turn.TurnEnded;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Saves sessions after their turns, once nothing more has happened in them for a while. No turn
 * waits for it: here sessions are only remembered, each once and not too many.
 */
@ApplicationScoped
class TurnSnapshots {
  private static final System.Logger LOG = System.getLogger(TurnSnapshots.class.getName());
  static final int MOST_WAITING = 1_000;

  @Inject TakeSnapshot takeSnapshot;
  @Inject Settings settings;
  @Inject Ticker ticker;

  /** When each session's last turn ended, the earliest first. */
  private final Map<Key, Long> ended = new LinkedHashMap<>();

  private record Key(String tenant, String sessionId) {}

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnEnded event) {
    if (settings.get(SnapshotSettings.AFTER_TURN) == AfterTurn.OFF || event.more()) {
      return;
    }
    Key key = new Key(event.tenant(), event.sessionId());
    synchronized (ended) {
      ended.remove(key);
      if (ended.size() >= MOST_WAITING) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Too many sessions wait to be saved: {0} is saved after its next turn.",
            event.sessionId());
        return;
      }
      ended.put(key, ticker.nanos());
    }
  }

  /** Begins to save those that are due; called every few seconds. */
  void round() {
    for (Key due : due()) {
      takeSnapshot.offer(new SystemCaller(due.tenant()), due.sessionId());
    }
  }

  private List<Key> due() {
    Duration quiet = settings.get(SnapshotSettings.AFTER_TURN_DELAY);
    List<Key> due = new ArrayList<>();
    synchronized (ended) {
      Iterator<Map.Entry<Key, Long>> each = ended.entrySet().iterator();
      while (each.hasNext()) {
        Map.Entry<Key, Long> next = each.next();
        if (ticker.since(next.getValue()).compareTo(quiet) < 0) {
          break; // those behind it ended later
        }
        due.add(next.getKey());
        each.remove();
      }
    }
    return due;
  }
}
