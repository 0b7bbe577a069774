package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import io.mooring.session.WorkdirRemoval;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns the taking of snapshots on and off. */
@ApplicationScoped
public class Snapshotting {
  private static final Duration ROUND = Duration.ofSeconds(5);

  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  private static final Duration END = Duration.ofSeconds(3);

  @Inject DataKeys keys;
  @Inject SnapshotReaper reaper;
  @Inject TurnSnapshots turnSnapshots;
  @Inject WorkdirRemoval removal;
  @Inject CaptureThreads threads;
  @Inject Incidents incidents;
  @Inject Unreadable unreadable;
  @Inject SnapshotMetrics metrics;
  @Inject RunCapture captures;

  @Resource ManagedScheduledExecutorService executor;

  private @Nullable ScheduledFuture<?> rounds;

  /**
   * Begins to reap, and to save sessions after their turns; makes the tenant's keys, or wraps them
   * anew after a rotation.
   */
  public void begin() {
    metrics.begin(captures);
    try {
      Conflicts.run(() -> keys.prepare(SYSTEM));
    } catch (RuntimeException e) {
      unreadable.found(
          SYSTEM,
          "the tenant's keys can't be opened with the configured ones",
          SYSTEM.tenant(),
          Optional.empty(),
          e);
    }
    rounds =
        executor.scheduleWithFixedDelay(this::round, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Begins no more snapshots and interrupts those that are taken in the background. */
  public void end() throws InterruptedException {
    if (rounds != null) {
      rounds.cancel(false);
    }
    threads.end(END);
  }

  private void round() {
    try {
      reaper.reap();
      turnSnapshots.round();
      removal.round(SYSTEM);
    } catch (RuntimeException e) {
      incidents.unexpected(
          "a round of the snapshots; the next tries again", Optional.empty(), Optional.empty(), e);
    }
  }
}
