package io.mooring.job;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.node.ThisNode;
import io.mooring.schema.Conflicts;
import io.mooring.time.Ticker;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns the running of jobs on and off. */
@ApplicationScoped
public class JobService {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);
  private static final Duration ROUND = Duration.ofSeconds(1);

  /** What was due while all nodes were down waits until the start is over. */
  private static final Duration FIRST_ROUND = Duration.ofSeconds(5);

  private static final Duration STOP = Duration.ofSeconds(5);

  @Inject JobRounds rounds;
  @Inject JobSteps steps;
  @Inject JobMetrics metrics;
  @Inject BatchContainer container;
  @Inject ThisNode node;
  @Inject Ticker ticker;

  @Resource ManagedScheduledExecutorService executor;

  private @Nullable ScheduledFuture<?> future;

  /** Begins to start and to watch. */
  public void begin() {
    metrics.begin();
    future =
        executor.scheduleWithFixedDelay(
            rounds::round, FIRST_ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops what runs, for a little while waits for it, and lets go of it: others go on with it. */
  public void end() throws InterruptedException {
    if (future != null) {
      future.cancel(false);
    }
    List<Long> mine =
        steps.unfinished(SYSTEM).stream()
            .filter(run -> run.ownerBoot().equals(node.bootId()))
            .flatMap(run -> run.batchId().stream())
            .toList();
    mine.forEach(container::stop);
    long asked = ticker.nanos();
    while (mine.stream().anyMatch(id -> container.outcome(id).isEmpty())
        && ticker.since(asked).compareTo(STOP) < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    Conflicts.retry(() -> steps.letGo(SYSTEM));
  }
}
