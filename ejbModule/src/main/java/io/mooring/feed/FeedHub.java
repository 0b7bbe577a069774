package io.mooring.feed;

import io.mooring.access.Caller;
import io.mooring.config.Settings;
import io.mooring.time.Ticker;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where the live feed of this node meets its viewers. Publishing never blocks. */
@ApplicationScoped
public class FeedHub {
  private static final System.Logger LOG = System.getLogger(FeedHub.class.getName());
  private static final long DRAIN_SECONDS = 5;

  /** How often consoles are told of one session at most. */
  private static final Duration CONSOLES = Duration.ofMillis(250);

  @Inject private Journal journal;
  @Inject private OpenReplies replies;
  @Inject private SessionView sessions;
  @Inject private Settings settings;
  @Inject private Clock clock;
  @Inject private Ticker ticker;

  @Resource private ManagedExecutorService executor;
  @Resource private ManagedScheduledExecutorService scheduler;

  private @Nullable Channels channels;
  private @Nullable Consoles consoles;
  private final List<ScheduledFuture<?>> repeating = new ArrayList<>();

  @PostConstruct
  void start() {
    Lanes lanes = new Lanes(executor, settings.get(FeedSettings.WORKERS), ticker);
    FeedSources sources = new FeedSources(journal, replies, sessions, clock);
    FeedLimits limits = FeedLimits.of(settings);
    FeedThreads threads = new FeedThreads(lanes, executor, ticker);
    channels = new Channels(sources, limits, threads);
    consoles = new Consoles(sources, limits, threads);
    repeat(this::tick, Duration.ofSeconds(1));
    repeat(this::tellConsoles, CONSOLES);
  }

  private void repeat(Runnable step, Duration period) {
    repeating.add(
        scheduler.scheduleWithFixedDelay(
            () -> attempt(step), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "The feed could not look after its viewers", e);
    }
  }

  private void tick() {
    channels().tick();
    consoles().tick();
  }

  /** In one thread, so that what is polled and what is told never cross. */
  private void tellConsoles() {
    if (consoles().pollIsDue()) {
      consoles().poll();
    }
    consoles().flush();
  }

  @PreDestroy
  void stop() {
    repeating.forEach(step -> step.cancel(false));
  }

  /**
   * Begins to send the session's feed to the sink.
   *
   * @param after {@code EPOCH.SEQ} or a bare seq, where an earlier viewer had come; absent, the
   *     feed starts with what happens next
   * @throws io.mooring.problem.Problem not found, when the session is not the caller's to see;
   *     invalid, when {@code after} is no position; unavailable, when this node stops
   */
  public Watching watch(Caller caller, String sessionId, Optional<String> after, ViewerSink sink) {
    Optional<Position> position = after.map(Position::parse);
    sessions.requireVisible(caller, sessionId);
    return channels().watch(caller, sessionId, position, sink);
  }

  /**
   * Begins to send to the sink what changes in the sessions that the caller may see.
   *
   * @throws io.mooring.problem.Problem unavailable, when this node stops
   */
  public Watching watchAll(Caller caller, ViewerSink sink) {
    return consoles().watch(caller, sink);
  }

  /**
   * Shows the event to whoever watches now. Events of one thread arrive in the order in which it
   * committed and published them.
   */
  public void publish(EphemeralEvent event) {
    channels().publish(event);
  }

  /** How many watch on this node. */
  int viewers() {
    return channels().viewers() + consoles().size();
  }

  /** Ends the connections of all who watch the session here, as not allowed: it was deleted. */
  public void dismiss(String tenant, String sessionId) {
    consoles().changed(tenant, sessionId);
    channels().end(tenant, sessionId, ViewerEnd.NOT_ALLOWED);
  }

  /** Ends all connections and refuses new ones; waits until the peers were told, 5 s at most. */
  public void drain() {
    CompletableFuture.allOf(channels().drain(), consoles().drain())
        .completeOnTimeout(null, DRAIN_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            failure -> {
              LOG.log(System.Logger.Level.WARNING, "Not every viewer could be told", failure);
              return null;
            })
        .join();
  }

  void onAdvanced(@Observes(during = TransactionPhase.AFTER_SUCCESS) FeedAdvanced hint) {
    channels().advance(hint);
    consoles().changed(hint.tenant(), hint.sessionId());
  }

  private Channels channels() {
    if (channels == null) {
      throw new IllegalStateException("not started");
    }
    return channels;
  }

  private Consoles consoles() {
    if (consoles == null) {
      throw new IllegalStateException("not started");
    }
    return consoles;
  }
}
