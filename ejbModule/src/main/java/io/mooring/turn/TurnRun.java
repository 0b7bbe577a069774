package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.feed.NewEvent;
import io.mooring.host.HostFailure;
import io.mooring.message.Said;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import io.mooring.schema.Conflicts;
import io.mooring.turn.reply.Outcome;
import io.mooring.turn.reply.Reply;
import io.mooring.turn.reply.ReplyContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One run of one turn, on a thread of its own: send, watch, settle, end. Whatever goes wrong ends
 * the turn in a documented state, but for a lost lease: then the turn is somebody else's.
 */
final class TurnRun {
  private static final System.Logger LOG = System.getLogger(TurnRun.class.getName());
  private static final Set<ProblemKind> PASSING =
      Set.of(ProblemKind.UNAVAILABLE, ProblemKind.UPSTREAM_LATE, ProblemKind.TOO_MANY);
  private static final int MOST_LOOKS = 4;

  /** How long an upstream that is away may keep a turn whose end somebody wants. */
  private static final Duration SHORTLY = Duration.ofSeconds(1);

  /** Between tries to write the end down, while the database is away. */
  private static final List<Duration> END_WAITS =
      List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(3));

  private final ClaimedTurn turn;
  private final TurnTools tools;
  private final LiveReply live;
  private final ReplyFeed feed;
  private final SystemCaller system;
  private boolean asked;

  TurnRun(ClaimedTurn turn, TurnTools tools) {
    this.turn = turn;
    this.tools = tools;
    this.live = new LiveReply(turn.tenant(), turn.sessionId(), turn.turnId());
    Checkpoint checkpoint = new Checkpoint(tools.ticker(), () -> tools.open().keep(turn, live));
    this.feed = new ReplyFeed(turn, tools.claims(), tools.hub(), tools.ticker(), checkpoint);
    this.system = new SystemCaller(turn.tenant());
  }

  /** Returns when the turn has ended, or is somebody else's. */
  void run() {
    tools.open().add(live);
    try {
      reached("turn.claimed");
      TurnOutcome outcome = outcomeOf();
      boolean interrupted = Thread.interrupted(); // a database may not work for an interrupted one
      end(outcome);
      reached("turn.ended");
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    } catch (TurnFailure lost) {
      LOG.log(System.Logger.Level.WARNING, "Stopped running: " + turn.ids(), lost);
    } finally {
      tools.open().remove(live);
    }
  }

  private void reached(String point) {
    tools.points().reached(point, turn.sessionId());
  }

  /** Writes the end down; when that fails for long, the reaper finds the turn without a runner. */
  private void end(TurnOutcome outcome) {
    tools.open().hide(live);
    List<NewEvent> last = feed.takePending(live.conclude(tools.clock().instant()));
    TurnResult result = live.result(outcome);
    List<Said> said = said(outcome.state());
    Trace trace = trace();
    reached("turn.ending");
    for (Duration wait : END_WAITS) {
      try {
        endOnce(result, last, said, trace);
        return;
      } catch (Problem e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "The end could not be written yet: " + turn.ids(), e);
        pause(wait);
      }
    }
    endOnce(result, last, said, trace);
  }

  /** What the turn has left, as far as this run knows. */
  private Trace trace() {
    return turn.isTakenOver()
        ? Trace.UNKNOWN
        : new Trace(feed.replyKept(), asked, feed.filesTold());
  }

  private void endOnce(TurnResult result, List<NewEvent> last, List<Said> said, Trace trace) {
    Conflicts.run(() -> tools.claims().end(system, turn, result, last, said, trace));
  }

  /** What is kept of the conversation; a turn ends though that can't be told. */
  private List<Said> said(TurnState end) {
    List<Said> said = live.said();
    try {
      boolean mayLack = turn.isTakenOver() && end != TurnState.COMPLETED;
      return tools.closing().close(mayLack ? tools.kept().complete(system, turn, said) : said);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "Messages of " + turn.turnId() + " are incomplete.", e);
      return said;
    }
  }

  private static void pause(Duration wait) {
    try {
      TimeUnit.NANOSECONDS.sleep(wait.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private TurnOutcome outcomeOf() {
    try {
      return drive();
    } catch (Problem e) {
      if (e instanceof TurnFailure failure && failure.isLeaseLost()) {
        throw e;
      }
      if (e instanceof TurnFailure failure && failure.isDraining()) {
        return drained();
      }
      LOG.log(System.Logger.Level.INFO, "Failed: " + turn.ids(), e);
      return wasAbortAsked()
          ? TurnOutcome.of(TurnState.ABORTED)
          : failed(e.code(), String.valueOf(e.getMessage()), PASSING.contains(e.kind()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return drained();
    } catch (RuntimeException e) {
      tools
          .incidents()
          .unexpected(
              "running a turn", Optional.of(turn.sessionId()), Optional.of(turn.turnId()), e);
      return failed("internal-error", "Mooring failed to run this turn.", true);
    }
  }

  private boolean wasAbortAsked() {
    return Conflicts.retry(() -> tools.claims().isAbortAsked(system, turn));
  }

  private TurnOutcome failed(String code, String message, boolean retryable) {
    return new TurnOutcome(TurnState.FAILED, Optional.of(new TurnError(code, message, retryable)));
  }

  private TurnOutcome interrupted(String code, String message) {
    return new TurnOutcome(TurnState.INTERRUPTED, Optional.of(new TurnError(code, message, true)));
  }

  private TurnOutcome drained() {
    return interrupted("draining", "Mooring was stopped before the turn ended.");
  }

  private TurnOutcome drive() throws InterruptedException {
    if (turn.abortAsked() && turn.sent().isEmpty()) {
      return TurnOutcome.of(TurnState.ABORTED);
    }
    turn.sent().ifPresent(this::takeUp);
    feed.progress("opening", "Opening the session");
    PromptSender.Sent sent = tools.sender().send(turn, live.inbox());
    try {
      if (sent.next() == Reconciliation.SEND || sent.next() == Reconciliation.SEND_AGAIN) {
        return TurnOutcome.of(TurnState.ABORTED);
      }
      return watch(sent);
    } finally {
      sent.attachment().close();
    }
  }

  /** Goes on with what an earlier runner has told, which upstream may have lost. */
  private void takeUp(SentPrompt prompt) {
    live.begin(reply(prompt));
    try {
      live.recall(tools.kept().open(system, turn.sessionId(), turn.turnId()));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "What was told could not be read: " + turn.ids(), e);
    }
  }

  private Reply reply(SentPrompt prompt) {
    return new Reply(
        new ReplyContext(
            turn.turnId(),
            prompt.upstreamSessionId(),
            prompt.messageId(),
            turn.workdir(),
            tools.filter()));
  }

  private TurnOutcome watch(PromptSender.Sent sent) throws InterruptedException {
    if (!live.isUnderWay()) {
      live.begin(reply(sent.prompt()));
    }
    feed.progress("live", "The agent is at work");
    if (turn.abortAsked()) {
      live.inbox().abort();
    }
    if (turn.isTakenOver()) {
      live.inbox().askAgain(); // what was said before nobody here has heard
    }
    var watch = new ReplyWatch(turn, sent, live, feed, tools);
    try {
      if (sent.next() == Reconciliation.ATTACH) {
        watch.untilIdle();
      }
      if (watch.isAbortUnconfirmed() && tools.quarantine().overcome(turn, sent)) {
        watch.confirmRest();
      }
      TurnOutcome outcome = watch.stopped() ? drained() : settle(sent, watch);
      if (watch.stopped() || watch.isAbortUnconfirmed()) {
        leaveUnquiet(sent, watch);
      }
      return outcome;
    } catch (TurnFailure lost) {
      throw lost;
    } catch (RuntimeException | InterruptedException e) {
      leaveUnquiet(sent, watch);
      throw e;
    } finally {
      asked = watch.anyAsked();
    }
  }

  /** Nobody watches any more what may still run upstream. */
  private void leaveUnquiet(PromptSender.Sent sent, ReplyWatch watch) {
    tools.lastMessages().forget(sent.prompt().upstreamSessionId());
    watch.abortUpstream();
  }

  private TurnOutcome settle(PromptSender.Sent sent, ReplyWatch watch) throws InterruptedException {
    long begunNanos = tools.ticker().nanos();
    int look = 0;
    while (true) {
      try {
        List<UpstreamMessage> messages = tools.check().since(sent.server().client(), sent.prompt());
        feed.publish(live.settle(messages));
        tools.lastMessages().seen(turn, sent.prompt().upstreamSessionId(), messages);
        Outcome outcome = live.outcome();
        look++;
        boolean mayFollow =
            outcome instanceof Outcome.Open || outcome instanceof Outcome.Interrupted;
        if (!mayFollow || sent.next() == Reconciliation.INTERRUPTED || watch.stopped()) {
          return result(outcome, watch);
        }
        if (look >= MOST_LOOKS) {
          if (watch.abortAsked() || watch.passedLimit().isPresent() || !watch.isStillBusy()) {
            return result(outcome, watch);
          }
          watch.untilIdle();
        }
      } catch (UpstreamFailure.NotFound gone) {
        return lost(sent, watch);
      } catch (UpstreamFailure.Unreachable | UpstreamFailure.Late | HostFailure e) {
        if (tools.ticker().since(begunNanos).compareTo(longestAway(watch)) > 0) {
          LOG.log(System.Logger.Level.WARNING, "Upstream can't tell the end: " + turn.ids(), e);
          return result(new Outcome.Interrupted(), watch);
        }
      }
      // The final message may come up to 250 ms after idle.
      watch.listenOnFor(Duration.ofMillis(300));
    }
  }

  /** What has ended well should not count as broken off because opencode dies right then. */
  private Duration longestAway(ReplyWatch watch) {
    boolean endWanted = watch.stopped() || watch.abortAsked() || watch.passedLimit().isPresent();
    return endWanted ? SHORTLY : tools.limits().firstEvent();
  }

  private TurnOutcome lost(PromptSender.Sent sent, ReplyWatch watch) {
    tools.lastMessages().forget(sent.prompt().upstreamSessionId());
    return watch.abortAsked() || wasAbortAsked()
        ? TurnOutcome.of(TurnState.ABORTED)
        : failed("upstream-lost", "opencode lost the session during the turn.", true);
  }

  private TurnOutcome result(Outcome outcome, ReplyWatch watch) {
    if (watch.stopped()) {
      return drained();
    }
    if (watch.passedLimit().isPresent()) {
      return new TurnOutcome(TurnState.TIMED_OUT, watch.passedLimit().map(Watchdog.Limit::error));
    }
    if (outcome instanceof Outcome.Completed) {
      return TurnOutcome.of(TurnState.COMPLETED);
    }
    if (outcome instanceof Outcome.Failed failed) {
      return failed(failed.code(), failed.message(), failed.retryable());
    }
    if (outcome instanceof Outcome.Rejected) {
      return failed("rejected", "A permission or a question of the agent was refused.", false);
    }
    if (outcome instanceof Outcome.Aborted || watch.abortAsked()) {
      return new TurnOutcome(TurnState.ABORTED, unconfirmed(watch));
    }
    return interrupted("interrupted", "opencode stopped in the middle.");
  }

  private static Optional<TurnError> unconfirmed(ReplyWatch watch) {
    return watch.isAbortUnconfirmed()
        ? Optional.of(
            new TurnError("abort-unconfirmed", "opencode did not say that it has stopped.", true))
        : Optional.empty();
  }
}
