package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.config.Settings;
import io.mooring.feed.FeedHub;
import io.mooring.time.Ticker;
import io.mooring.turn.reply.TextFilter;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the turns of this node, each session's one after the other, at most {@code
 * mooring.turn.max-running} at once; sessions take their places in the order in which they came.
 */
@ApplicationScoped
class TurnDispatcher {
  private static final System.Logger LOG = System.getLogger(TurnDispatcher.class.getName());
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject TurnClaims claims;
  @Inject PromptSender sender;
  @Inject PromptCheck check;
  @Inject LastMessages lastMessages;
  @Inject OpenTurns open;
  @Inject FeedHub hub;
  @Inject Ticker ticker;
  @Inject Settings settings;

  @Resource ManagedExecutorService executor;

  private final Set<String> waiting = new LinkedHashSet<>();
  private final Set<String> running = new HashSet<>();
  private final Set<String> again = new HashSet<>();
  private int taken;
  private boolean draining;

  void onQueued(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnQueued event) {
    offer(event.sessionId());
  }

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnEnded event) {
    offer(event.sessionId());
  }

  void onAbortAsked(@Observes(during = TransactionPhase.AFTER_SUCCESS) AbortAsked event) {
    open.abort(event.turnId());
  }

  /** A turn may wait in this session. */
  void offer(String sessionId) {
    synchronized (waiting) {
      if (running.contains(sessionId)) {
        again.add(sessionId);
      } else {
        waiting.add(sessionId);
      }
    }
    startSome();
  }

  /** Runs a turn that was taken over from a dead boot. */
  void resume(ClaimedTurn turn) {
    synchronized (waiting) {
      taken++;
      running.add(turn.sessionId());
    }
    submit(turn.sessionId(), () -> new TurnRun(turn, tools()).run());
  }

  private void startSome() {
    while (true) {
      String sessionId;
      synchronized (waiting) {
        if (draining || waiting.isEmpty() || taken >= settings.get(TurnSettings.MAX_RUNNING)) {
          return;
        }
        sessionId = waiting.iterator().next();
        waiting.remove(sessionId);
        running.add(sessionId);
        taken++;
      }
      submit(sessionId, () -> runNext(sessionId));
    }
  }

  private void submit(String sessionId, Runnable work) {
    executor.execute(
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The turns of " + sessionId + " stopped.", e);
          } finally {
            done(sessionId);
          }
        });
  }

  private void runNext(String sessionId) {
    Optional<ClaimedTurn> turn = claims.claimNext(SYSTEM, sessionId);
    turn.ifPresent(claimed -> new TurnRun(claimed, tools()).run());
  }

  private void done(String sessionId) {
    synchronized (waiting) {
      taken--;
      running.remove(sessionId);
      if (again.remove(sessionId)) {
        waiting.add(sessionId);
      }
    }
    startSome();
  }

  private TurnTools tools() {
    return new TurnTools(
        claims,
        sender,
        check,
        lastMessages,
        open,
        hub,
        ticker,
        new TextFilter(settings.get(TurnSettings.STRIP_TAGS)),
        settings.get(TurnSettings.SILENCE),
        settings.get(TurnSettings.TOOL_SILENCE));
  }

  boolean isDraining() {
    synchronized (waiting) {
      return draining;
    }
  }

  int running() {
    synchronized (waiting) {
      return taken;
    }
  }

  /** How many sessions wait for a place on this node. */
  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  /** Starts no more turns, and waits for those that run. */
  void drain(Duration longest) throws InterruptedException {
    long begun = ticker.nanos();
    synchronized (waiting) {
      draining = true;
      while (taken > 0) {
        long leftMs = longest.minus(ticker.since(begun)).toMillis();
        if (leftMs <= 0) {
          return;
        }
        waiting.wait(Math.min(leftMs, 100));
      }
    }
  }
}
