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
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where the live feed of this node meets its viewers. Publishing never blocks. */
@ApplicationScoped
public class FeedHub {
  private static final System.Logger LOG = System.getLogger(FeedHub.class.getName());
  private static final long DRAIN_SECONDS = 5;

  @Inject private Journal journal;
  @Inject private OpenReplies replies;
  @Inject private SessionView sessions;
  @Inject private Settings settings;
  @Inject private Clock clock;
  @Inject private Ticker ticker;

  @Resource private ManagedExecutorService executor;
  @Resource private ManagedScheduledExecutorService scheduler;

  private @Nullable Channels channels;
  private @Nullable ScheduledFuture<?> ticking;

  @PostConstruct
  void start() {
    Lanes lanes = new Lanes(executor, settings.get(FeedSettings.WORKERS));
    channels =
        new Channels(
            new FeedSources(journal, replies, sessions, clock),
            FeedLimits.of(settings),
            new FeedThreads(lanes, executor, ticker));
    ticking = scheduler.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    if (ticking != null) {
      ticking.cancel(false);
    }
  }

  /**
   * Begins to send the session's feed to the sink.
   *
   * @param after {@code EPOCH.SEQ} or a bare seq, where an earlier viewer had come; absent, the
   *     feed starts with what happens next
   * @throws io.mooring.problem.Problem not found, when the session is not the caller's to see;
   *     invalid, when {@code after} is no position; unavailable, when this node stops
   */
  public Viewer watch(Caller caller, String sessionId, Optional<String> after, ViewerSink sink) {
    Optional<Position> position = after.map(Position::parse);
    sessions.requireVisible(caller, sessionId);
    return channels().watch(caller, sessionId, position, sink);
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
    return channels().viewers();
  }

  /** Ends the connections of all who watch the session here, as not allowed: it was deleted. */
  public void dismiss(String tenant, String sessionId) {
    channels().end(tenant, sessionId, ViewerEnd.NOT_ALLOWED);
  }

  /** Ends all connections and refuses new ones; waits until the peers were told, 5 s at most. */
  public void drain() {
    channels()
        .drain()
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
  }

  private void tick() {
    try {
      channels().tick();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "The feed could not look after its viewers", e);
    }
  }

  private Channels channels() {
    if (channels == null) {
      throw new IllegalStateException("not started");
    }
    return channels;
  }
}
