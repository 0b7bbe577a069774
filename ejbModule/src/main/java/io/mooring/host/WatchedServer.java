package io.mooring.host;

import io.mooring.opencode.EventListener;
import io.mooring.opencode.EventStream;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.ServerAddress;
import io.mooring.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every server: it is brought up by one thread while any number wait, a failure is
 * remembered until the next try, and the tries become rarer.
 *
 * <p>{@code STARTING -> LIVE <-> SUSPECT}, each of them {@code -> DOWN -> STARTING}, and all {@code
 * -> STOPPED} for good. One that nobody uses is {@code LIVE -> RESTING}, and {@code -> STARTING}
 * with the next call.
 */
abstract sealed class WatchedServer implements UpstreamServer
    permits ManagedServer, ExternalServer {
  private static final System.Logger LOG = System.getLogger(WatchedServer.class.getName());

  private final String tenant;
  private final String name;
  private final Surroundings around;
  private final EventStream events;

  private final Object lock = new Object();
  private ServerState state = ServerState.DOWN;
  private Instant since;
  private CompletableFuture<Void> outcome = CompletableFuture.completedFuture(null);
  private @Nullable Run run;
  private String fingerprint = "";
  private @Nullable String version;
  private final StartFailures failures;
  private final ServerUse use;
  private final ServerNews news;
  private long liveSinceNanos;

  /**
   * Held while a run is taken down for another, so that the other one is not taken down instead.
   */
  private final Object turnover = new Object();

  /**
   * One run of the server.
   *
   * @param fingerprint of the configuration it was started with
   */
  record Run(ServerAddress address, Opencode client, String version, String fingerprint) {}

  WatchedServer(String tenant, String name, Surroundings around) {
    this.tenant = tenant;
    this.name = name;
    this.around = around;
    this.since = around.clock().instant();
    this.failures = new StartFailures(around.timings(), around.ticker());
    this.use = new ServerUse(around.ticker());
    this.news = new ServerNews(tenant, name, around.progress());
    this.events = new EventStream(this::address, around.stream(), around.tasks());
    this.events.listen(new Watch());
  }

  /** Brings the server up; called by one thread at a time, outside any lock. */
  abstract Run bringUp();

  /** Begins to watch a run, which may have ended already; its end is told to {@link #lost}. */
  abstract void watch(Run run);

  /** Takes down what {@link #bringUp} brought up, also while it is at it. */
  abstract void takeDown();

  @Override
  public String tenant() {
    return tenant;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ServerState state() {
    synchronized (lock) {
      return state;
    }
  }

  @Override
  public String fingerprint() {
    synchronized (lock) {
      return fingerprint;
    }
  }

  @Override
  public Opencode client() {
    synchronized (lock) {
      use.touch();
      if (run != null) {
        return run.client();
      }
      throw whyNot();
    }
  }

  @Override
  public Hold hold() {
    synchronized (lock) {
      use.take();
    }
    var held = new AtomicBoolean(true);
    return () -> {
      if (held.getAndSet(false)) {
        synchronized (lock) {
          use.release();
        }
      }
    };
  }

  @Override
  public EventStream events() {
    return events;
  }

  @Override
  public ServerHealth health() {
    synchronized (lock) {
      return new ServerHealth(tenant, name, state, since, version, failures.lastError());
    }
  }

  Surroundings around() {
    return around;
  }

  /** Begins to bring it up, unless that is under way, done, or to be tried later. */
  void begin() {
    synchronized (lock) {
      use.touch();
      boolean resting = state == ServerState.RESTING;
      if (resting || (state == ServerState.DOWN && !failures.waiting())) {
        become(ServerState.STARTING);
        outcome = new CompletableFuture<>();
        around.tasks().execute(resting ? this::replace : this::attempt);
      }
    }
  }

  /** Takes down what is left of the last run, then brings the next one up. */
  private void replace() {
    synchronized (turnover) {
      takeDown();
    }
    attempt();
  }

  /**
   * Ends it until the next call, if nobody has used it for as long.
   *
   * @return whether it rests now
   */
  boolean rest(Duration unused) {
    synchronized (lock) {
      boolean on = state == ServerState.LIVE || state == ServerState.SUSPECT;
      if (!on || !mayRest() || !use.idleFor(unused)) {
        return false;
      }
      become(ServerState.RESTING);
      events.rest();
    }
    closeRun();
    tell(ServerProgress.Stage.RESTING, "The opencode server rests until it is needed.");
    around.tasks().execute(this::takeDownUnlessNeeded);
    return true;
  }

  private void takeDownUnlessNeeded() {
    synchronized (turnover) {
      if (state() == ServerState.RESTING) {
        takeDown();
      }
    }
  }

  /** Whether it is Mooring's to end. */
  abstract boolean mayRest();

  /**
   * The fingerprint that the run would have if it were started now; empty when that is not ours.
   *
   * @throws HostFailure when none could be started
   */
  abstract Optional<String> wantedFingerprint();

  /** When it was last used, on the ticker's scale; empty while somebody holds it. */
  Optional<Long> lastUsed() {
    synchronized (lock) {
      return use.isHeld() ? Optional.empty() : Optional.of(use.lastNanos());
    }
  }

  /**
   * Waits until it is up.
   *
   * @throws HostFailure at once when the last try failed and the next is not due
   */
  void ensure(Duration atMost) {
    begin();
    CompletableFuture<Void> awaited;
    synchronized (lock) {
      if (run != null) {
        return;
      }
      if (state != ServerState.STARTING) {
        throw whyNot();
      }
      awaited = outcome;
    }
    try {
      awaited.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw ServerUnavailable.starting();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is only ever completed normally
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ServerUnavailable.starting();
    }
    synchronized (lock) {
      if (run == null) {
        throw whyNot();
      }
    }
  }

  /** Ends it for good; comes back when nothing of it is left. */
  void stop() {
    synchronized (lock) {
      if (state == ServerState.STOPPED) {
        return;
      }
      become(ServerState.STOPPED);
      outcome.complete(null);
    }
    events.stop();
    takeDown();
    closeRun();
    tell(ServerProgress.Stage.STOPPED, "The opencode server is stopped.");
  }

  /**
   * Takes it down and brings it up again at once, with whatever is configured now.
   *
   * @param wanted the fingerprint of that; nothing happens when it is the run's
   * @return false when somebody holds it: it must be tried later
   */
  boolean restartUnlessHeld(String wanted) {
    synchronized (lock) {
      boolean on = state == ServerState.LIVE || state == ServerState.SUSPECT;
      if (!on || fingerprint.equals(wanted)) {
        return true;
      }
      if (use.isHeld()) {
        return false;
      }
      become(ServerState.STARTING);
      outcome = new CompletableFuture<>();
    }
    startOver();
    return true;
  }

  @Override
  public boolean restartIfHeldOnce() {
    synchronized (lock) {
      boolean on = state == ServerState.LIVE || state == ServerState.SUSPECT;
      if (!on || !mayRest() || !use.isHeldOnce()) {
        return false;
      }
      become(ServerState.STARTING);
      outcome = new CompletableFuture<>();
    }
    startOver();
    return true;
  }

  private void startOver() {
    closeRun();
    around.tasks().execute(this::replace);
  }

  /** For {@link #bringUp}: whether it should give up, since the server is to be stopped. */
  boolean stopped() {
    return state() == ServerState.STOPPED;
  }

  /** A run ended, and nothing of it is left; another than the one that is on does not matter. */
  void lost(Run ended, String how) {
    synchronized (lock) {
      if (!ended.equals(run) || (state != ServerState.LIVE && state != ServerState.SUSPECT)) {
        return;
      }
      failures.ranSince(liveSinceNanos);
      down(ServerUnavailable.ended(how));
    }
    closeRun();
    tell(ServerProgress.Stage.DOWN, "The opencode server " + how + ".");
  }

  void tell(ServerProgress.Stage stage, String message) {
    news.tell(stage, message);
  }

  private void attempt() {
    try {
      live(bringUp());
    } catch (Problem e) {
      failed(e);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a server could not be started", e);
      failed(new ServerStartFailed("The opencode server could not be started.", List.of(), e));
    }
  }

  private void live(Run now) {
    boolean late;
    synchronized (lock) {
      late = state != ServerState.STARTING;
      if (!late) {
        run = now;
        version = now.version();
        fingerprint = now.fingerprint();
        failures.overcome();
        liveSinceNanos = around.ticker().nanos();
        become(ServerState.LIVE);
        CompletableFuture<Void> connecting = events.start();
        LOG.log(System.Logger.Level.DEBUG, "events: {0}", connecting);
        outcome.complete(null);
      }
    }
    if (late) {
      now.client().close();
      return;
    }
    events.wake();
    watch(now);
    tell(ServerProgress.Stage.LIVE, "The opencode server " + now.version() + " is live.");
  }

  private void failed(Problem problem) {
    synchronized (lock) {
      if (state != ServerState.STARTING) {
        return;
      }
      down(problem);
      outcome.complete(null);
    }
    news.failed(problem);
  }

  /** Notes the failure and when to try again. The lock is held. */
  private void down(Problem problem) {
    become(ServerState.DOWN);
    Duration wait = failures.failed(problem);
    var scheduled =
        around
            .timer()
            .schedule(
                () -> around.tasks().execute(this::retry), wait.toNanos(), TimeUnit.NANOSECONDS);
    LOG.log(System.Logger.Level.DEBUG, "next try: {0}", scheduled);
  }

  private void retry() {
    synchronized (lock) {
      failures.due();
    }
    begin();
  }

  private void become(ServerState next) {
    if (state != next) {
      state = next;
      since = around.clock().instant();
    }
  }

  private void closeRun() {
    Run old;
    synchronized (lock) {
      old = run;
      run = null;
    }
    if (old != null) {
      old.client().close();
    }
  }

  /** The lock is held. */
  private HostFailure whyNot() {
    return switch (state) {
      case STOPPED -> ServerUnavailable.stopped();
      case STARTING, LIVE, SUSPECT, RESTING -> ServerUnavailable.starting();
      case DOWN -> failures.again();
    };
  }

  private Optional<ServerAddress> address() {
    synchronized (lock) {
      return Optional.ofNullable(run).map(Run::address);
    }
  }

  private void move(ServerState from, ServerState to) {
    synchronized (lock) {
      if (state == from) {
        become(to);
      }
    }
  }

  /** The stream tells how the server is. */
  private final class Watch implements EventListener {
    @Override
    public void connected(boolean again) {
      move(ServerState.SUSPECT, ServerState.LIVE);
    }

    @Override
    public void suspect() {
      move(ServerState.LIVE, ServerState.SUSPECT);
    }
  }
}
