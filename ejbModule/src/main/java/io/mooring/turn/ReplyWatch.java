package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.wire.UpstreamStatus;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/**
 * Watches a reply until upstream is idle: reduces what upstream says, publishes what that means,
 * aborts when somebody asks for it or when upstream is silent for too long, and brings what is
 * asked to people. When events may have been lost, upstream is asked until it answers.
 */
final class ReplyWatch {
  private static final System.Logger LOG = System.getLogger(ReplyWatch.class.getName());

  /** How often to look whether another node was asked to abort, or all is silent. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** After this long without a word upstream is asked, for its idle may have been lost. */
  private static final Duration DOUBT = Duration.ofSeconds(30);

  /** How long an aborted turn may take to become idle. */
  private static final Duration ABORT_LIMIT = Duration.ofSeconds(10);

  private static final int MOST_RESENDS = 3;

  private final ClaimedTurn turn;
  private final PromptSender.Sent sent;
  private final LiveReply live;
  private final ReplyFeed feed;
  private final TurnTools tools;
  private final SystemCaller system;
  private final TurnAsks asks;
  private long lastHeardNanos;
  private long lastAskedNanos;
  private long lastWaitedNanos;
  private long lastLookNanos;
  private long abortedNanos;
  private int resends;
  private boolean mustAsk;
  private boolean ended;
  private boolean stopped;
  private boolean abortAsked;
  private boolean timedOut;

  ReplyWatch(
      ClaimedTurn turn, PromptSender.Sent sent, LiveReply live, ReplyFeed feed, TurnTools tools) {
    this.turn = turn;
    this.sent = sent;
    this.live = live;
    this.feed = feed;
    this.tools = tools;
    this.system = new SystemCaller(turn.tenant());
    this.asks = new TurnAsks(turn, sent, tools);
    this.lastHeardNanos = tools.ticker().nanos();
    this.lastAskedNanos = lastHeardNanos;
    this.lastWaitedNanos = lastHeardNanos;
    this.lastLookNanos = lastHeardNanos;
  }

  /**
   * Returns when the turn has ended upstream, or when it is given up.
   *
   * @throws TurnFailure lease lost
   */
  void untilIdle() throws InterruptedException {
    ended = false;
    while (!live.idleSeen() && !ended && !stopped && !gaveUpAborting()) {
      live.inbox().next(feed.patience(LOOK)).ifPresent(this::handle);
      feed.tick();
      if (tools.ticker().since(lastLookNanos).compareTo(LOOK) >= 0) {
        lastLookNanos = tools.ticker().nanos();
        lookAround();
      }
    }
  }

  /** Reduces what still comes, until nothing came for as long. */
  void listenOnFor(Duration longest) throws InterruptedException {
    long begun = tools.ticker().nanos();
    Duration left = longest;
    while (!left.isNegative() && !stopped) {
      Optional<Inbox.Signal> signal = live.inbox().next(left);
      if (signal.isEmpty()) {
        return;
      }
      handle(signal.get());
      left = longest.minus(tools.ticker().since(begun));
    }
  }

  /** Whether upstream is at work after all, so that the idle that was seen was an earlier one. */
  boolean isStillBusy() {
    String id = sent.prompt().upstreamSessionId();
    Optional<UpstreamStatus> status = tools.check().status(turn, sent.server().client(), id);
    status.ifPresent(busy -> live.apply(new WireEvent.StatusChanged(id, busy)));
    return status.isPresent();
  }

  private void handle(Inbox.Signal signal) {
    if (signal instanceof Inbox.Signal.Said said) {
      hear(said);
    } else if (signal instanceof Inbox.Signal.Abort) {
      abort();
    } else if (signal instanceof Inbox.Signal.Stop) {
      stopped = true;
    } else {
      askAgain();
    }
  }

  private void hear(Inbox.Signal.Said said) {
    lastHeardNanos = tools.ticker().nanos();
    feed.publish(live.apply(said.event()));
    boolean ours = said.event().sessionId().equals(Optional.of(sent.prompt().upstreamSessionId()));
    if (ours && said.event() instanceof WireEvent.StatusChanged changed) {
      if (changed.status() instanceof UpstreamStatus.Busy) {
        feed.goesOn();
      }
    } else if (ours && said.event() instanceof WireEvent.SessionDeleted) {
      askAgain();
    }
    try {
      asks.hear(said);
    } catch (TurnFailure lost) {
      throw lost;
    } catch (RuntimeException e) {
      doubt(e); // upstream still has it: it is found there with the next look
    }
  }

  /** Events were lost: what upstream has now is the truth. */
  private void askAgain() {
    lastAskedNanos = tools.ticker().nanos();
    try {
      Opencode upstream = sent.server().client();
      Optional<PromptCheck.Found> found = tools.check().ask(turn, upstream, sent.prompt());
      Reconciliation next = found.map(PromptCheck.Found::next).orElse(Reconciliation.INTERRUPTED);
      switch (next) {
        case SEND, SEND_AGAIN -> sendAgain(upstream);
        case ATTACH -> {
          feed.publish(live.reconcile(found.orElseThrow().messages()));
          asks.reconcile(sent.server());
        }
        case FINISH, INTERRUPTED -> ended = true;
      }
      mustAsk = false;
    } catch (TurnFailure lost) {
      throw lost;
    } catch (Problem e) {
      doubt(e);
    }
  }

  /** The server died between taking the prompt and beginning with it. */
  private void sendAgain(Opencode upstream) {
    if (abortAsked || resends == MOST_RESENDS) {
      ended = true;
    } else {
      resends++;
      tools.sender().sendAgain(turn, upstream, sent.prompt());
    }
  }

  /** Upstream may be restarting: it is asked again with the next look. */
  private void doubt(RuntimeException e) {
    LOG.log(System.Logger.Level.WARNING, "Upstream did not answer during " + turn.turnId(), e);
    mustAsk = true;
  }

  private void lookAround() {
    if (!tools.leasesHold().getAsBoolean()) {
      throw TurnFailure.leaseLost();
    }
    boolean wanted = tools.claims().isAbortAsked(system, turn);
    if (abortAsked || wanted) {
      abort();
      askAgain();
    } else if (mustAsk || (isSilentFor(DOUBT) && isLongAgo(lastAskedNanos, DOUBT))) {
      askAgain();
    }
    if (asks.waits()) {
      awaitPeople();
    }
    // What can't be asked is not known to be at a tool.
    Duration limit = live.toolRuns() && !mustAsk ? tools.toolSilence() : tools.silence();
    if (!ended && !abortAsked && isSilentFor(limit) && isLongAgo(lastWaitedNanos, limit)) {
      timedOut = true;
      abort();
    }
  }

  /** An agent that waits for people says nothing, and that has a limit of its own. */
  private void awaitPeople() {
    lastWaitedNanos = tools.ticker().nanos();
    try {
      asks.settle();
    } catch (TurnFailure lost) {
      throw lost;
    } catch (RuntimeException e) {
      doubt(e);
    }
  }

  private boolean isSilentFor(Duration limit) {
    return isLongAgo(lastHeardNanos, limit);
  }

  private boolean isLongAgo(long thenNanos, Duration limit) {
    return tools.ticker().since(thenNanos).compareTo(limit) > 0;
  }

  /** Asks upstream to end it, and again with each look, for the first may have come too early. */
  private void abort() {
    if (!abortAsked) {
      abortAsked = true;
      abortedNanos = tools.ticker().nanos();
    }
    abortUpstream();
  }

  /** Ends what runs upstream; a failure is only logged. */
  void abortUpstream() {
    try {
      sent.server().client().abort(sent.prompt().upstreamSessionId());
    } catch (Problem e) {
      LOG.log(System.Logger.Level.WARNING, "Upstream did not abort " + turn.turnId(), e);
    }
  }

  private boolean gaveUpAborting() {
    return abortAsked && isLongAgo(abortedNanos, ABORT_LIMIT);
  }

  /** Whether an abort was never seen to come to an end. */
  boolean isAbortUnconfirmed() {
    return gaveUpAborting() && !live.idleSeen() && !ended;
  }

  boolean stopped() {
    return stopped;
  }

  boolean timedOut() {
    return timedOut;
  }

  boolean abortAsked() {
    return abortAsked && !timedOut;
  }
}
