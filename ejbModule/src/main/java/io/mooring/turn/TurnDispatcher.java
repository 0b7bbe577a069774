package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.config.Settings;
import io.mooring.feed.FeedHub;
import io.mooring.node.ThisNode;
import io.mooring.schema.Conflicts;
import io.mooring.time.Ticker;
import io.mooring.turn.reply.TextFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs the turns of this node, each session's one after the other, at most {@code
 * mooring.turn.max-running} at once; sessions take their places in the order in which they came.
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
  @Inject FeedHub hub;
  @Inject ThisNode node;
  @Inject Ticker ticker;
  @Inject Settings settings;
  @Inject TurnThreads threads;

  private final Object lock = new Object();
  private final Set<String> waiting = new LinkedHashSet<>();
  private final Set<String> running = new HashSet<>();
  private final Set<String> again = new HashSet<>();
  private final Map<String, Future<?>> tasks = new HashMap<>();
  private volatile Set<String> deadBoots = Set.of();
  private boolean draining;

  void onQueued(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnQueued event) {
    offer(event.sessionId());
  }

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnEnded event) {
    if (event.more()) {
      offer(event.sessionId());
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
  void offer(String sessionId) {
    synchronized (lock) {
      if (running.contains(sessionId)) {
        again.add(sessionId);
      } else {
        waiting.add(sessionId);
      }
    }
    startSome();
  }

  private void startSome() {
    boolean going = true;
    while (going) {
      String sessionId;
      synchronized (lock) {
        int most = settings.get(TurnSettings.MAX_RUNNING);
        if (draining || waiting.isEmpty() || running.size() >= most) {
          return;
        }
        sessionId = waiting.iterator().next();
        waiting.remove(sessionId);
        running.add(sessionId);
      }
      going = submit(sessionId);
    }
  }

  /** False when no thread is to be had: the place is free again, the reaper offers it anew. */
  private boolean submit(String sessionId) {
    try {
      Future<?> task = threads.submit(() -> runNext(sessionId));
      synchronized (lock) {
        if (running.contains(sessionId)) {
          tasks.put(sessionId, task);
        }
      }
      return true;
    } catch (RejectedExecutionException | IllegalStateException e) {
      LOG.log(System.Logger.Level.WARNING, "No thread for the turns of " + sessionId, e);
      free(sessionId);
      return false;
    }
  }

  private void runNext(String sessionId) {
    try {
      Conflicts.retry(() -> claims.claimNext(SYSTEM, sessionId, deadBoots))
          .ifPresent(claimed -> new TurnRun(claimed, tools()).run());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "The turns of " + sessionId + " stopped.", e);
    } finally {
      free(sessionId);
      startSome();
    }
  }

  private void free(String sessionId) {
    synchronized (lock) {
      running.remove(sessionId);
      tasks.remove(sessionId);
      if (again.remove(sessionId)) {
        waiting.add(sessionId);
      }
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
        node::leasesHold,
        ticker,
        new TextFilter(settings.get(TurnSettings.STRIP_TAGS)),
        settings.get(TurnSettings.SILENCE),
        settings.get(TurnSettings.TOOL_SILENCE));
  }

  boolean isDraining() {
    synchronized (lock) {
      return draining;
    }
  }

  int running() {
    synchronized (lock) {
      return running.size();
    }
  }

  /** How many sessions wait for a place on this node. */
  int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  /**
   * Starts no more turns, and waits for those that run. Those that still run then are told to end
   * as interrupted, and interrupted when they don't.
   */
  void drain(Duration longest) throws InterruptedException {
    synchronized (lock) {
      draining = true;
    }
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
      while (!running.isEmpty()) {
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
