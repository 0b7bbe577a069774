package io.mooring.turn;

import io.mooring.config.Settings;
import io.mooring.report.Incidents;
import io.mooring.session.SessionSettings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns the running of turns on and off. */
@ApplicationScoped
public class TurnService {
  private static final Duration ROUND = Duration.ofSeconds(3);

  @Inject TurnReaper reaper;
  @Inject TurnDispatcher dispatcher;
  @Inject LastMessages lastMessages;
  @Inject TurnMetrics metrics;
  @Inject Incidents incidents;
  @Inject Settings settings;

  @Resource ManagedScheduledExecutorService executor;

  private @Nullable ScheduledFuture<?> rounds;

  /** Begins to reap and to run. */
  public void begin() {
    metrics.begin();
    rounds =
        executor.scheduleWithFixedDelay(this::round, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Refuses prompts and starts none of those that wait; those that run go on. */
  public void admitNothing() {
    dispatcher.admitNothing();
  }

  /** Takes no more turns, waits for those that run, and interrupts what is left. */
  public void end() throws InterruptedException {
    if (rounds != null) {
      rounds.cancel(false);
    }
    dispatcher.drain(settings.get(TurnSettings.DRAIN));
  }

  private void round() {
    try {
      lastMessages.forgetOlderThan(settings.get(SessionSettings.IDLE));
      reaper.reap();
    } catch (RuntimeException e) {
      incidents.unexpected(
          "a round of the reaper; the next tries again", Optional.empty(), Optional.empty(), e);
    }
  }
}
