package io.mooring.snapshot.restoring;

import io.mooring.report.Incidents;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns the bringing back of snapshots on and off. */
@ApplicationScoped
public class Restoring {
  private static final Duration ROUND = Duration.ofSeconds(3);

  @Inject RestoreReaper reaper;
  @Inject RestoreThreads threads;
  @Inject Incidents incidents;
  @Inject RestoreMetrics metrics;

  @Resource ManagedScheduledExecutorService executor;

  private @Nullable ScheduledFuture<?> rounds;

  /** Begins with what earlier boots have left. */
  public void begin() {
    metrics.begin();
    rounds =
        executor.scheduleWithFixedDelay(this::round, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    try {
      reaper.reap();
    } catch (RuntimeException e) {
      incidents.unexpected(
          "a round of the restores; the next tries again", Optional.empty(), Optional.empty(), e);
    }
  }

  /** Stops what runs, wherever it is: the next start goes on with it. */
  public void end() throws InterruptedException {
    if (rounds != null) {
      rounds.cancel(false);
    }
    threads.end();
  }
}
