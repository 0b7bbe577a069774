package io.mooring.host;

import io.mooring.problem.Problem;
import io.mooring.time.Ticker;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a server's failures: the last one, and when the next try is due. Callers
 * are told the same until then, at once. Guarded by its user's lock.
 */
final class StartFailures {
  private final HostTimings timings;
  private final Ticker ticker;
  private @Nullable Problem last;
  private int inARow;
  private boolean waiting;
  private long dueNanos;

  StartFailures(HostTimings timings, Ticker ticker) {
    this.timings = timings;
    this.ticker = ticker;
  }

  /**
   * Remembers a failure.
   *
   * @return how long to wait before the next try
   */
  Duration failed(Problem problem) {
    last = problem;
    Duration wait = timings.backoff(inARow++);
    waiting = true;
    dueNanos = ticker.nanos() + wait.toNanos();
    return wait;
  }

  /** The next try may begin. */
  void due() {
    waiting = false;
  }

  boolean waiting() {
    return waiting;
  }

  /** It is up, and there is nothing to tell; how often it failed still counts. */
  void overcome() {
    last = null;
  }

  /** A run that began then ended now: after a long one, waits start short again. */
  void ranSince(long startNanos) {
    if (ticker.since(startNanos).compareTo(timings.resetAfter()) >= 0) {
      inARow = 0;
    }
  }

  /** One sentence, null when nothing failed since it was last up. */
  @Nullable String lastError() {
    return last == null ? null : last.getMessage();
  }

  /** The last failure again, with the time that is left. */
  HostFailure again() {
    Duration left =
        Duration.ofNanos(Math.max(0, dueNanos - ticker.nanos()))
            .plusSeconds(1)
            .truncatedTo(ChronoUnit.SECONDS);
    if (last instanceof HostFailure host) {
      return host.again(left);
    }
    return last == null
        ? ServerUnavailable.down(left)
        : new ServerStartFailed(String.valueOf(last.getMessage()), List.of(), left, last);
  }
}
