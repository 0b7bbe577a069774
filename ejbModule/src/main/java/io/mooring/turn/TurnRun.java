package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import io.mooring.turn.reply.Outcome;
import io.mooring.turn.reply.Reply;
import io.mooring.turn.reply.ReplyContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run of one turn, on a thread of its own: send, watch, settle, end. Whatever goes wrong ends
 * the turn in a documented state, but for a lost lease: then the turn is somebody else's.
 */
final class TurnRun {
  private static final System.Logger LOG = System.getLogger(TurnRun.class.getName());
  private static final Set<ProblemKind> PASSING =
      Set.of(ProblemKind.UNAVAILABLE, ProblemKind.UPSTREAM_LATE, ProblemKind.TOO_MANY);

  private final ClaimedTurn turn;
  private final TurnTools tools;
  private final LiveReply live;
  private final ReplyFeed feed;
  private final SystemCaller system;

  TurnRun(ClaimedTurn turn, TurnTools tools) {
    this.turn = turn;
    this.tools = tools;
    this.live = new LiveReply(turn.tenant(), turn.sessionId(), turn.turnId());
    this.feed = new ReplyFeed(turn, tools.claims(), tools.hub());
    this.system = new SystemCaller(turn.tenant());
  }

  void run() {
    tools.open().add(live);
    try {
      TurnResult result = outcomeOf();
      tools.claims().end(system, turn, result, feed.takePending());
    } catch (TurnFailure lost) {
      LOG.log(System.Logger.Level.WARNING, "Stopped running " + turn.turnId(), lost);
    } finally {
      tools.open().remove(live);
    }
  }

  private TurnResult outcomeOf() {
    try {
      return drive();
    } catch (Problem e) {
      if (e.code().equals(TurnFailure.leaseLost().code())) {
        throw e;
      }
      LOG.log(System.Logger.Level.INFO, "Turn " + turn.turnId() + " failed", e);
      return failed(e.code(), String.valueOf(e.getMessage()), PASSING.contains(e.kind()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return live.result(TurnState.INTERRUPTED, Optional.empty());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "Turn " + turn.turnId() + " broke", e);
      return failed("internal-error", "Mooring failed to run this turn.", true);
    }
  }

  private TurnResult failed(String code, String message, boolean retryable) {
    return live.result(TurnState.FAILED, Optional.of(new TurnError(code, message, retryable)));
  }

  private TurnResult drive() throws InterruptedException {
    if (turn.abortAsked() && turn.sent().isEmpty()) {
      return live.result(TurnState.ABORTED, Optional.empty());
    }
    feed.progress("opening", "Opening the session");
    PromptSender.Sent sent = tools.sender().send(turn, live.inbox());
    try {
      live.begin(
          new Reply(
              new ReplyContext(
                  turn.turnId(),
                  sent.prompt().upstreamSessionId(),
                  sent.prompt().messageId(),
                  turn.workdir(),
                  tools.filter())));
      feed.progress("live", "The agent is at work");
      if (turn.abortAsked()) {
        live.inbox().abort();
      }
      var watch = new ReplyWatch(turn, sent, live, feed, tools);
      if (sent.next() == Reconciliation.ATTACH) {
        watch.untilIdle();
      }
      return settle(sent, watch);
    } finally {
      sent.attachment().close();
    }
  }

  private TurnResult settle(PromptSender.Sent sent, ReplyWatch watch) throws InterruptedException {
    for (int look = 1; ; look++) {
      try {
        List<UpstreamMessage> messages = tools.check().since(sent.server().client(), sent.prompt());
        feed.publish(live.settle(messages));
        tools.lastMessages().seen(sent.prompt().upstreamSessionId(), messages);
      } catch (UpstreamFailure.NotFound gone) {
        tools.lastMessages().forget(sent.prompt().upstreamSessionId());
        return failed("upstream-lost", "opencode lost the session during the turn.", true);
      }
      Outcome outcome = live.outcome();
      boolean mayFollow = outcome instanceof Outcome.Open || outcome instanceof Outcome.Interrupted;
      if (!mayFollow || look > 3 || sent.next() == Reconciliation.INTERRUPTED) {
        return result(outcome, watch);
      }
      // The final message may come up to 250 ms after idle.
      watch.listenOnFor(Duration.ofMillis(300));
    }
  }

  private TurnResult result(Outcome outcome, ReplyWatch watch) {
    if (watch.timedOut()) {
      return live.result(
          TurnState.TIMED_OUT,
          Optional.of(new TurnError("silence", "The agent was silent for too long.", true)));
    }
    if (watch.approvalRefused()) {
      return failed(
          "approval-required",
          "The agent asked for an approval, which this version of Mooring always refuses.",
          false);
    }
    if (outcome instanceof Outcome.Completed) {
      return live.result(TurnState.COMPLETED, Optional.empty());
    }
    if (outcome instanceof Outcome.Failed failed) {
      return failed(failed.code(), failed.message(), failed.retryable());
    }
    if (outcome instanceof Outcome.Rejected) {
      return failed("rejected", "A permission or a question of the agent was refused.", false);
    }
    if (outcome instanceof Outcome.Aborted || watch.abortAsked()) {
      return live.result(TurnState.ABORTED, Optional.empty());
    }
    return live.result(
        TurnState.INTERRUPTED,
        Optional.of(new TurnError("interrupted", "opencode stopped in the middle.", true)));
  }
}
