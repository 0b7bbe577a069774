package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.PermissionReply;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamStatus;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/**
 * Watches a reply until upstream is idle: reduces what upstream says, publishes what that means,
 * aborts when somebody asks for it or when upstream is silent for too long, and refuses approvals.
 */
final class ReplyWatch {
  private static final System.Logger LOG = System.getLogger(ReplyWatch.class.getName());

  /** Durable events wait this long for others that may come with them. */
  private static final Duration BATCH = Duration.ofMillis(10);

  /** How often to look whether somebody else's node was asked to abort, or all is silent. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** How long an aborted turn may take to become idle. */
  private static final Duration ABORT_LIMIT = Duration.ofSeconds(10);

  private final ClaimedTurn turn;
  private final PromptSender.Sent sent;
  private final LiveReply live;
  private final ReplyFeed feed;
  private final TurnTools tools;
  private final SystemCaller system;
  private long lastHeardNanos;
  private long abortedNanos;
  private boolean abortAsked;
  private boolean timedOut;
  private boolean approvalRefused;
  private boolean idleByStatus;

  ReplyWatch(
      ClaimedTurn turn, PromptSender.Sent sent, LiveReply live, ReplyFeed feed, TurnTools tools) {
    this.turn = turn;
    this.sent = sent;
    this.live = live;
    this.feed = feed;
    this.tools = tools;
    this.system = new SystemCaller(turn.tenant());
    this.lastHeardNanos = tools.ticker().nanos();
  }

  /** Returns when the turn has ended upstream, or when it is given up. */
  void untilIdle() throws InterruptedException {
    while (!live.idleSeen() && !idleByStatus && !abortIsOver()) {
      Optional<Inbox.Signal> signal = live.inbox().next(feed.hasPending() ? BATCH : LOOK);
      if (signal.isPresent()) {
        handle(signal.get());
      } else if (feed.hasPending()) {
        feed.flush();
      } else {
        lookAround();
      }
    }
  }

  /** Reduces what still comes, for as long. */
  void listenOnFor(Duration longest) throws InterruptedException {
    long begun = tools.ticker().nanos();
    Duration left = longest;
    while (left.compareTo(Duration.ZERO) > 0) {
      Optional<Inbox.Signal> signal = live.inbox().next(left);
      if (signal.isPresent()) {
        handle(signal.get());
      }
      left = longest.minus(tools.ticker().since(begun));
    }
  }

  private void handle(Inbox.Signal signal) {
    if (signal instanceof Inbox.Signal.Said said) {
      lastHeardNanos = tools.ticker().nanos();
      feed.publish(live.apply(said.event()));
      refuseApproval(said);
    } else if (signal instanceof Inbox.Signal.Abort) {
      abort();
    } else {
      askAgain();
    }
  }

  private void refuseApproval(Inbox.Signal.Said said) {
    String directory = said.directory().orElse(turn.workdir());
    if (said.event() instanceof WireEvent.PermissionAsked asked) {
      approvalRefused = true;
      calmly(
          upstream ->
              upstream.replyPermission(directory, asked.id(), PermissionReply.REJECT, null));
    } else if (said.event() instanceof WireEvent.QuestionAsked asked) {
      approvalRefused = true;
      calmly(upstream -> upstream.rejectQuestion(directory, asked.id()));
    }
  }

  /** Events were lost: what upstream has now is the truth. */
  private void askAgain() {
    calmly(
        upstream -> {
          lastHeardNanos = tools.ticker().nanos();
          Optional<UpstreamStatus> status =
              tools.check().status(turn, upstream, sent.prompt().upstreamSessionId());
          upstream.permissions(turn.workdir()).stream()
              .filter(asked -> asked.session().equals(sent.prompt().upstreamSessionId()))
              .forEach(
                  asked -> {
                    approvalRefused = true;
                    upstream.replyPermission(
                        turn.workdir(), asked.id(), PermissionReply.REJECT, null);
                  });
          feed.publish(live.reconcile(tools.check().since(upstream, sent.prompt())));
          idleByStatus = status.filter(s -> !(s instanceof UpstreamStatus.Idle)).isEmpty();
        });
  }

  private void lookAround() {
    if (!abortAsked && tools.claims().isAbortAsked(system, turn)) {
      abort();
    }
    Duration limit = live.toolRuns() ? tools.toolSilence() : tools.silence();
    if (!abortAsked && tools.ticker().since(lastHeardNanos).compareTo(limit) > 0) {
      timedOut = true;
      abort();
    }
  }

  private void abort() {
    if (!abortAsked) {
      abortAsked = true;
      abortedNanos = tools.ticker().nanos();
      calmly(upstream -> upstream.abort(sent.prompt().upstreamSessionId()));
    }
  }

  private boolean abortIsOver() {
    return abortAsked && tools.ticker().since(abortedNanos).compareTo(ABORT_LIMIT) > 0;
  }

  /** A call that must not end the watch: upstream may be restarting, and is asked again later. */
  private void calmly(UpstreamCall call) {
    try {
      call.on(sent.server().client());
    } catch (UpstreamFailure.NotFound gone) {
      idleByStatus = true;
    } catch (Problem e) {
      LOG.log(System.Logger.Level.WARNING, "Upstream did not answer during " + turn.turnId(), e);
    }
  }

  private interface UpstreamCall {
    void on(Opencode upstream);
  }

  boolean timedOut() {
    return timedOut;
  }

  boolean approvalRefused() {
    return approvalRefused;
  }

  boolean abortAsked() {
    return abortAsked && !timedOut;
  }
}
