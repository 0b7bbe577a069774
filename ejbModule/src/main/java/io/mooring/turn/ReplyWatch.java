package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.wire.UpstreamStatus;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.problem.Problem;
import io.mooring.turn.reply.ReplyEvent;
import java.time.Duration;
import java.util.List;
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

  /** A prompt that is proven not to have arrived is sent once more, and no more. */
  private static final int MOST_RESENDS = 1;

  private final ClaimedTurn turn;
  private final PromptSender.Sent sent;
  private final LiveReply live;
  private final ReplyFeed feed;
  private final TurnTools tools;
  private final SystemCaller system;
  private final TurnAsks asks;
  private final Watchdog watchdog;
  private final Quieting quieting;
  private final TitleWatch title;
  private long lastAskedNanos;
  private long lastLookNanos;
  private long refusedNanos;
  private int resends;
  private boolean refused;
  private boolean mustAsk;
  private boolean ended;
  private boolean stopped;
  private boolean abortWanted;
  private Optional<Watchdog.Limit> passed = Optional.empty();

  ReplyWatch(
      ClaimedTurn turn, PromptSender.Sent sent, LiveReply live, ReplyFeed feed, TurnTools tools) {
    this.turn = turn;
    this.sent = sent;
    this.live = live;
    this.feed = feed;
    this.tools = tools;
    this.system = new SystemCaller(turn.tenant());
    this.asks = new TurnAsks(turn, sent, tools);
    this.watchdog = new Watchdog(tools.limits(), tools.ticker(), turn.isTakenOver());
    this.quieting = new Quieting(turn, sent, tools.check(), tools.ticker());
    this.title = new TitleWatch(turn, sent.prompt().upstreamSessionId(), tools.titles());
    this.lastAskedNanos = tools.ticker().nanos();
    this.lastLookNanos = lastAskedNanos;
  }

  /**
   * Returns when the turn has ended upstream, or when it is given up.
   *
   * @throws TurnFailure lease lost
   */
  void untilIdle() throws InterruptedException {
    ended = false;
    while (!stopped && !quieting.isIgnored() && !rests()) {
      live.inbox().next(feed.patience(LOOK)).ifPresent(this::handle);
      feed.tick();
      if (tools.ticker().since(lastLookNanos).compareTo(LOOK) >= 0) {
        lastLookNanos = tools.ticker().nanos();
        lookAround();
      }
    }
  }

  /** Whether upstream came to rest; of an aborted turn the subagents, too. */
  private boolean rests() {
    return (live.idleSeen() || ended) && quieting.childrenRest();
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
    feed.publish(live.apply(said.event()));
    watchdog.heard(live.hasBegun());
    title.hear(said.event());
    if (!refused && live.isRefused()) {
      refused = true;
      refusedNanos = tools.ticker().nanos();
    }
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
          List<ReplyEvent> news = live.reconcile(found.orElseThrow().messages());
          if (!news.isEmpty()) {
            watchdog.heard(true);
          }
          feed.publish(news);
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

  /**
   * The prompt got lost, or the server died between taking it and beginning with it. Once it may
   * not leave again, it has what is left of its time. One that upstream named an error instead of
   * would meet it again.
   */
  private void sendAgain(Opencode upstream) {
    if (quieting.begun()) {
      ended = true;
    } else if (live.isRefused()) {
      // It may have been about something else, while the prompt was on its way.
      ended = tools.ticker().since(refusedNanos).compareTo(LOOK) >= 0;
    } else if (resends < MOST_RESENDS) {
      resends++;
      watchdog.sentAgain();
      tools.sender().sendAgain(turn, upstream, sent.prompt());
    }
  }

  /** Upstream may be restarting: it is asked again with the next look. */
  private void doubt(RuntimeException e) {
    LOG.log(System.Logger.Level.WARNING, "Upstream did not answer: " + turn.ids(), e);
    mustAsk = true;
  }

  private void lookAround() {
    if (!tools.leasesHold().getAsBoolean()) {
      throw TurnFailure.leaseLost();
    }
    abortWanted |= tools.claims().isAbortAsked(system, turn);
    if (quieting.begun() || abortWanted) {
      quieting.tell();
      askAgain();
    } else if (mustAsk
        || live.isRefused()
        || (watchdog.isSilentFor(DOUBT) && isLongAgo(lastAskedNanos))) {
      askAgain();
    }
    if (asks.waits()) {
      awaitPeople();
    }
    if (!ended && !quieting.begun() && passed().isPresent()) {
      endInTime();
    }
  }

  /** Tells the agent what was decided meanwhile. */
  private void awaitPeople() {
    try {
      asks.settle();
    } catch (TurnFailure lost) {
      throw lost;
    } catch (RuntimeException e) {
      doubt(e);
    }
  }

  private Optional<Watchdog.Limit> passed() {
    if (asks.waits()) {
      return watchdog.passed(Watchdog.Activity.PERSON);
    }
    // What can't be asked is not known to be at a tool.
    return watchdog.passed(
        live.toolRuns() && !mustAsk ? Watchdog.Activity.TOOL : Watchdog.Activity.MODEL);
  }

  /** A limit has passed: upstream is asked once more, for a prompt that got lost is sent again. */
  private void endInTime() {
    askAgain();
    Optional<Watchdog.Limit> still = passed();
    if (!ended && still.isPresent()) {
      passed = still;
      quieting.tell();
    }
  }

  private boolean isLongAgo(long thenNanos) {
    return tools.ticker().since(thenNanos).compareTo(DOUBT) > 0;
  }

  private void abort() {
    abortWanted = true;
    quieting.tell();
  }

  /** Ends what runs upstream, though nobody waits for it; a failure is only logged. */
  void abortUpstream() {
    quieting.tellOnce();
  }

  /** Whether an abort was never seen to come to an end. */
  boolean isAbortUnconfirmed() {
    return quieting.isIgnored() && !rests();
  }

  /** It is known otherwise that nothing runs any more. */
  void confirmRest() {
    ended = true;
    quieting.overcome();
  }

  /** Whether the agent has asked somebody. */
  boolean anyAsked() {
    return asks.anyAsked();
  }

  boolean stopped() {
    return stopped;
  }

  /** The limit that ended it, if one did. */
  Optional<Watchdog.Limit> passedLimit() {
    return passed;
  }

  boolean abortAsked() {
    return abortWanted;
  }
}
