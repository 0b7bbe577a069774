package io.mooring.turn;

import io.mooring.opencode.Opencode;
import io.mooring.problem.Problem;
import io.mooring.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Brings an aborted turn's upstream sessions to rest: its own and its subagents'. They are told
 * again with each look, for the first time may have come too early. Upstream that does not come to
 * rest within twice its {@link #PATIENCE} ignores it.
 */
final class Quieting {
  private static final System.Logger LOG = System.getLogger(Quieting.class.getName());

  /** How long upstream may take to come to rest, and how long once more. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Between two questions whether the subagents rest. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final ClaimedTurn turn;
  private final PromptSender.Sent sent;
  private final PromptCheck check;
  private final Ticker ticker;
  private long begunNanos;
  private long lookedNanos;
  private boolean begun;
  private boolean childrenRest;

  Quieting(ClaimedTurn turn, PromptSender.Sent sent, PromptCheck check, Ticker ticker) {
    this.turn = turn;
    this.sent = sent;
    this.check = check;
    this.ticker = ticker;
  }

  /** Tells all of them to stop; a failure is only logged. */
  void tell() {
    if (!begun) {
      begun = true;
      begunNanos = ticker.nanos();
      lookedNanos = begunNanos - PAUSE.toNanos();
    }
    tellOnce();
  }

  /** The same, with nobody who waits for it. */
  void tellOnce() {
    for (String id : family()) {
      try {
        sent.server().client().abort(id);
      } catch (Problem e) {
        LOG.log(System.Logger.Level.WARNING, "Upstream did not abort: " + turn.ids(), e);
      }
    }
  }

  boolean begun() {
    return begun;
  }

  boolean isIgnored() {
    return begun && ticker.since(begunNanos).compareTo(PATIENCE.multipliedBy(2)) > 0;
  }

  /** It is known otherwise that nothing of them runs. */
  void overcome() {
    childrenRest = true;
  }

  /** Whether no subagent is at work any more, or nobody wants to know. */
  boolean childrenRest() {
    if (!begun || childrenRest || sent.attachment().family().size() <= 1) {
      return true;
    }
    if (ticker.since(lookedNanos).compareTo(PAUSE) >= 0) {
      lookedNanos = ticker.nanos();
      childrenRest = ask();
    }
    return childrenRest;
  }

  private boolean ask() {
    try {
      Opencode upstream = sent.server().client();
      Set<String> children = family();
      children.remove(sent.prompt().upstreamSessionId());
      return !check.anyBusy(turn.workdir(), upstream, children);
    } catch (Problem e) {
      LOG.log(System.Logger.Level.DEBUG, "Upstream can't be asked now.", e);
      return false;
    }
  }

  /** The session first, then its subagents'. */
  private Set<String> family() {
    Set<String> family = new LinkedHashSet<>(Set.of(sent.prompt().upstreamSessionId()));
    family.addAll(sent.attachment().family());
    return family;
  }
}
