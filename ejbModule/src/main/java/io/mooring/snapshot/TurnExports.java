package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.turn.TurnEnded;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/**
 * Exports conversations after their turns, two at once, beside the turns that follow. Of a session
 * only the last turn waits; when too many sessions wait, the newest is left out until its next
 * turn.
 */
@ApplicationScoped
public class TurnExports {
  private static final System.Logger LOG = System.getLogger(TurnExports.class.getName());
  private static final int MOST_AT_ONCE = 2;
  static final int MOST_WAITING = 1_000;

  @Inject ExportConversation exporting;
  @Inject ExportMetrics metrics;
  @Inject Settings settings;

  @Resource ManagedExecutorService executor;

  private final Object lock = new Object();

  /** The last turn of each session that waits, those that wait longest first. */
  private final Map<String, TurnEnded> waiting = new LinkedHashMap<>();

  private int running;
  private boolean ended;

  /** Registers the figures. */
  public void begin() {
    metrics.begin();
  }

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnEnded event) {
    if (settings.get(SnapshotSettings.EXPORTS) == ExportPolicy.OFF) {
      return;
    }
    synchronized (lock) {
      if (ended) {
        return;
      }
      if (!waiting.containsKey(event.sessionId()) && waiting.size() >= MOST_WAITING) {
        metrics.count("dropped");
        return;
      }
      waiting.put(event.sessionId(), event);
      if (running >= MOST_AT_ONCE) {
        return;
      }
      running++;
    }
    start();
  }

  private void start() {
    try {
      executor.execute(this::work);
    } catch (RejectedExecutionException | IllegalStateException e) {
      LOG.log(System.Logger.Level.WARNING, "No thread for exports; they wait.", e);
      synchronized (lock) {
        running--;
        lock.notifyAll();
      }
    }
  }

  private void work() {
    try {
      for (TurnEnded next = next(); next != null; next = next()) {
        export(next);
      }
    } catch (RuntimeException | Error e) {
      synchronized (lock) {
        running--;
        lock.notifyAll();
      }
      throw e;
    }
  }

  /** The next one; null when there is none: then this worker is gone. */
  private @org.jspecify.annotations.Nullable TurnEnded next() {
    synchronized (lock) {
      if (ended || waiting.isEmpty()) {
        running--;
        lock.notifyAll();
        return null;
      }
      String sessionId = waiting.keySet().iterator().next();
      return waiting.remove(sessionId);
    }
  }

  private void export(TurnEnded turn) {
    try {
      ExportConversation.Outcome outcome =
          exporting.export(new SystemCaller(turn.tenant()), turn.turnId());
      metrics.count(outcome.name().toLowerCase(java.util.Locale.ROOT));
      if (outcome == ExportConversation.Outcome.TOO_LARGE) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The conversation of {0} is larger than {1}: it is not exported.",
            turn.sessionId(),
            SnapshotSettings.EXPORT_LIMIT.key());
      }
    } catch (RuntimeException e) {
      metrics.count("failed");
      LOG.log(
          System.Logger.Level.WARNING,
          "The conversation of " + turn.sessionId() + " was not exported.",
          e);
    }
  }

  /** Starts no more, and waits a while for those that run. */
  public void end(Duration longest) throws InterruptedException {
    long untilMs = longest.toMillis();
    synchronized (lock) {
      ended = true;
      waiting.clear();
      for (long waited = 0; running > 0 && waited < untilMs; waited += 100) {
        lock.wait(100);
      }
    }
  }
}
