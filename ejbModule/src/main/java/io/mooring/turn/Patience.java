package io.mooring.turn;

import io.mooring.host.HostFailure;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.problem.Problem;
import io.mooring.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How long a turn waits for an opencode that is away: one that died comes back within seconds, and
 * nobody should have to ask again for that. Knows no thread; not safe for several.
 */
final class Patience {
  private static final System.Logger LOG = System.getLogger(Patience.class.getName());
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(2));

  /** What is no outage may be a passing one all the same, but not for as long. */
  private static final Duration OTHERS = Duration.ofSeconds(12);

  private final Ticker ticker;
  private final Duration longest;
  private final Inbox inbox;
  private final BooleanSupplier abortAsked;
  private final long begunNanos;
  private int waits;
  private boolean left;

  /**
   * Begins to count.
   *
   * @param inbox of the turn: a stop of this node ends every wait
   * @param abortAsked whether somebody wants the turn's end
   */
  Patience(Ticker ticker, Duration longest, Inbox inbox, BooleanSupplier abortAsked) {
    this.ticker = ticker;
    this.longest = longest;
    this.inbox = inbox;
    this.abortAsked = abortAsked;
    this.begunNanos = ticker.nanos();
  }

  /** Whether it only says that opencode is not there now, or is still at something else. */
  static boolean isOutage(Problem failure) {
    if (failure instanceof TurnFailure turn) {
      return turn.isUpstreamBusy();
    }
    return failure instanceof HostFailure host
        ? host.comesBack()
        : failure instanceof EventsUnavailable
            || failure instanceof UpstreamFailure.Unreachable
            || failure instanceof UpstreamFailure.Late;
  }

  /** From now on the prompt may be upstream: nobody may begin anew. */
  void leaves() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }

  /**
   * Waits before the next try.
   *
   * @throws Problem the failure itself, when it is time to give up
   * @throws TurnFailure this node stops, or the lease is lost
   */
  void awaitAfter(Problem failure) {
    Duration most = isOutage(failure) ? longest : OTHERS;
    if (ticker.since(begunNanos).compareTo(most) > 0 || (!left && abortAsked.getAsBoolean())) {
      throw failure;
    }
    LOG.log(System.Logger.Level.DEBUG, "opencode is away", failure);
    pause(WAITS.get(Math.min(waits++, WAITS.size() - 1)));
  }

  private void pause(Duration wait) {
    long from = ticker.nanos();
    do {
      if (inbox.isStopped()) {
        throw TurnFailure.draining();
      }
      if (!left && inbox.isAborted()) {
        return;
      }
      try {
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw TurnFailure.draining();
      }
    } while (ticker.since(from).compareTo(wait) < 0);
  }
}
