package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.time.Ticker;
import io.mooring.turn.TurnEnded;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Exports the conversations of sessions that rest after a turn, two at once, beside the turns that
 * follow: see {@link ExportQueue}. Turns that no export has yet are in our own messages. When too
 * many sessions wait, the newest is left out until its next turn.
 */
@ApplicationScoped
public class TurnExports {
  private static final System.Logger LOG = System.getLogger(TurnExports.class.getName());
  private static final int MOST_AT_ONCE = 2;
  static final int MOST_WAITING = 1_000;

  @Inject ExportConversation exporting;
  @Inject ExportMetrics metrics;
  @Inject Settings settings;
  @Inject Ticker ticker;

  @Resource ManagedScheduledExecutorService executor;

  private final Object lock = new Object();
  private @Nullable ExportQueue waiting;

  /** The next look for sessions that are due; null when none is planned. */
  private @Nullable ScheduledFuture<?> look;

  private int running;
  private boolean ending;

  @PostConstruct
  void prepare() {
    waiting = new ExportQueue(ticker, MOST_WAITING);
  }

  /** Registers the figures. */
  public void begin() {
    metrics.begin(this);
  }

  /** How many sessions wait for their export or are being exported. */
  int waiting() {
    synchronized (lock) {
      return queue().size() + running;
    }
  }

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnEnded event) {
    if (settings.get(SnapshotSettings.EXPORTS) == ExportPolicy.OFF) {
      return;
    }
    synchronized (lock) {
      if (!ending && queue().add(event)) {
        planLook();
        return;
      }
    }
    metrics.count("dropped");
  }

  private void look() {
    synchronized (lock) {
      look = null;
      while (running < MOST_AT_ONCE && start()) {}
      planLook();
    }
  }

  /** The lock is held. */
  private void planLook() {
    Optional<Duration> patience = queue().patience(rest());
    // Workers that are at it take what is due by themselves.
    if (look != null || patience.isEmpty() || running >= MOST_AT_ONCE) {
      return;
    }
    try {
      long millis = Math.max(0, patience.get().plusNanos(999_999).toMillis());
      look = executor.schedule(this::look, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException | IllegalStateException e) {
      LOG.log(System.Logger.Level.WARNING, "No thread for exports; they wait.", e);
    }
  }

  private Duration rest() {
    return ending ? Duration.ZERO : settings.get(SnapshotSettings.EXPORT_AFTER);
  }

  /** Starts a worker if a session is due. The lock is held. */
  private boolean start() {
    Optional<TurnEnded> due = queue().poll(rest());
    if (due.isEmpty()) {
      return false;
    }
    try {
      executor.execute(() -> work(due.get()));
      running++;
      return true;
    } catch (RejectedExecutionException | IllegalStateException e) {
      LOG.log(System.Logger.Level.WARNING, "No thread for exports; its next turn has it.", e);
      metrics.count("dropped");
      return false;
    }
  }

  private void work(TurnEnded first) {
    try {
      Optional<TurnEnded> next = Optional.of(first);
      while (next.isPresent()) {
        export(next.get());
        synchronized (lock) {
          next = queue().poll(rest());
        }
      }
    } finally {
      synchronized (lock) {
        running--;
        planLook();
        lock.notifyAll();
      }
    }
  }

  private void export(TurnEnded turn) {
    try {
      ExportConversation.Outcome outcome =
          exporting.export(new SystemCaller(turn.tenant()), turn.turnId());
      metrics.count(outcome.name().toLowerCase(Locale.ROOT));
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

  /** Exports what waits as far as the time allows, and takes no more. */
  public void end(Duration longest) throws InterruptedException {
    long begun = ticker.nanos();
    synchronized (lock) {
      ending = true;
      while (running < MOST_AT_ONCE && start()) {}
      while (running > 0 && ticker.since(begun).compareTo(longest) < 0) {
        lock.wait(100);
      }
      queue().clear();
    }
  }

  private ExportQueue queue() {
    if (waiting == null) {
      throw new IllegalStateException("not prepared");
    }
    return waiting;
  }
}
