package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.approval.AskDesk;
import io.mooring.config.Settings;
import io.mooring.feed.FeedHub;
import io.mooring.node.CrashPoints;
import io.mooring.node.ThisNode;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import io.mooring.time.Ticker;
import io.mooring.turn.reply.TextFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs the turns of this node, each session's one after the other, and not too many at once: see
 * {@link Places}.
 */
@ApplicationScoped
class TurnDispatcher {
  private static final System.Logger LOG = System.getLogger(TurnDispatcher.class.getName());
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  /** What runners that were told to stop may take for it, and once more when interrupted. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  @Inject TurnClaims claims;
  @Inject PromptSender sender;
  @Inject PromptCheck check;
  @Inject LastMessages lastMessages;
  @Inject OpenTurns open;
  @Inject KeptText kept;
  @Inject Closing closing;
  @Inject Quarantine quarantine;
  @Inject UpstreamTitles titles;
  @Inject AskDesk asks;
  @Inject Incidents incidents;
  @Inject FeedHub hub;
  @Inject ThisNode node;
  @Inject CrashPoints points;
  @Inject Ticker ticker;
  @Inject Clock clock;
  @Inject Settings settings;
  @Inject TurnThreads threads;

  private final Object lock = new Object();
  private final Places places = new Places();
  private final Map<String, Future<?>> tasks = new HashMap<>();
  private volatile Set<String> deadBoots = Set.of();
  private boolean draining;

  void onQueued(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnQueued event) {
    offer(new Seat(event.tenant(), event.user(), event.sessionId()));
  }

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnEnded event) {
    if (event.more()) {
      offer(new Seat(event.tenant(), event.user(), event.sessionId()));
    }
  }

  void onAbortAsked(@Observes(during = TransactionPhase.AFTER_SUCCESS) AbortAsked event) {
    open.abort(event.turnId());
  }

  /** From now on the turns of these boots are taken over where a session is offered. */
  void takeOverFrom(Set<String> dead) {
    deadBoots = Set.copyOf(dead);
  }

  /** A turn may wait in this session, or run without a runner. */
  void offer(Seat seat) {
    synchronized (lock) {
      places.offer(seat);
    }
    startSome();
  }

  private void startSome() {
    boolean going = true;
    while (going) {
      Optional<Seat> next;
      synchronized (lock) {
        next = draining ? Optional.empty() : places.next(Places.Most.of(settings));
      }
      going = next.isPresent() && submit(next.get().sessionId());
    }
  }

  /**
   * Keeps a place for a session in which nothing runs here, when nobody waits for one.
   *
   * @return whether it has one; then the caller either runs a turn there or releases it
   */
  boolean reserve(Seat seat) {
    synchronized (lock) {
      return !draining && places.takeAtOnce(seat, Places.Most.of(settings));
    }
  }

  /** Gives a reserved place back. */
  void release(String sessionId) {
    free(sessionId);
    startSome();
  }

  /** Runs a turn that has started in a reserved place; where no thread is, the reaper finds it. */
  void run(ClaimedTurn claimed) {
    boolean runs =
        submit(claimed.sessionId(), () -> inPlace(claimed.sessionId(), () -> runTurn(claimed)));
    if (!runs) {
      startSome();
    }
  }

  /** False when no thread is to be had: the place is free again, the reaper offers it anew. */
  private boolean submit(String sessionId) {
    return submit(sessionId, () -> inPlace(sessionId, () -> runNext(sessionId)));
  }

  private boolean submit(String sessionId, Runnable work) {
    try {
      Future<?> task = threads.submit(work);
      synchronized (lock) {
        if (places.isRunning(sessionId)) {
          tasks.put(sessionId, task);
        }
      }
      return true;
    } catch (RejectedExecutionException | IllegalStateException e) {
      LOG.log(System.Logger.Level.WARNING, "No thread for turns: session " + sessionId, e);
      free(sessionId);
      return false;
    }
  }

  private void runNext(String sessionId) {
    Optional<ClaimedTurn> claimed = claimNext(sessionId);
    if (claimed.isEmpty()
        && quarantine.lets(SYSTEM, sessionId)) { // else the reaper offers it again
      claimed = claimNext(sessionId);
    }
    claimed.ifPresent(this::runTurn);
  }

  private void runTurn(ClaimedTurn claimed) {
    quarantine.forget(claimed.sessionId());
    new TurnRun(claimed, tools()).run();
  }

  private Optional<ClaimedTurn> claimNext(String sessionId) {
    return Conflicts.retry(() -> claims.claimNext(SYSTEM, sessionId, deadBoots));
  }

  private void inPlace(String sessionId, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      incidents.unexpected("running turns", Optional.of(sessionId), Optional.empty(), e);
    } finally {
      free(sessionId);
      startSome();
    }
  }

  private void free(String sessionId) {
    synchronized (lock) {
      places.free(sessionId);
      tasks.remove(sessionId);
      lock.notifyAll();
    }
  }

  private TurnTools tools() {
    return new TurnTools(
        claims,
        sender,
        check,
        lastMessages,
        open,
        hub,
        kept,
        closing,
        titles,
        asks,
        node::leasesHold,
        ticker,
        clock,
        new TextFilter(settings.get(TurnSettings.STRIP_TAGS)),
        Watchdog.Limits.of(settings),
        quarantine,
        points,
        incidents);
  }

  boolean isDraining() {
    synchronized (lock) {
      return draining;
    }
  }

  int running() {
    synchronized (lock) {
      return places.running();
    }
  }

  /** How many sessions wait for a place on this node. */
  int waiting() {
    synchronized (lock) {
      return places.waiting();
    }
  }

  /** Refuses prompts and starts no more turns. */
  void admitNothing() {
    synchronized (lock) {
      draining = true;
    }
  }

  /**
   * Starts no more turns, and waits for those that run. Those that still run then are told to end
   * as interrupted, and interrupted when they don't.
   */
  void drain(Duration longest) throws InterruptedException {
    admitNothing();
    if (awaitNone(longest)) {
      return;
    }
    open.stopAll();
    if (awaitNone(GRACE)) {
      return;
    }
    synchronized (lock) {
      tasks.values().forEach(task -> task.cancel(true));
    }
    if (!awaitNone(GRACE)) {
      LOG.log(System.Logger.Level.WARNING, "Turns still run; the next start ends them.");
    }
  }

  private boolean awaitNone(Duration longest) throws InterruptedException {
    long begun = ticker.nanos();
    synchronized (lock) {
      while (places.running() > 0) {
        long leftMs = longest.minus(ticker.since(begun)).toMillis();
        if (leftMs <= 0) {
          return false;
        }
        lock.wait(Math.min(leftMs, 100));
      }
      return true;
    }
  }
}
