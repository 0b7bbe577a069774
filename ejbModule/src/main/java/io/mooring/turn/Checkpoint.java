package io.mooring.turn;

import io.mooring.problem.Problem;
import io.mooring.time.Ticker;
import java.time.Duration;

/** When a running reply is written down: a second after it has grown, so no more is ever lost. */
final class Checkpoint {
  private static final System.Logger LOG = System.getLogger(Checkpoint.class.getName());
  static final Duration PERIOD = Duration.ofSeconds(1);

  private final Ticker ticker;
  private final Runnable write;
  private boolean grown;
  private boolean written;
  private long sinceNanos;

  Checkpoint(Ticker ticker, Runnable write) {
    this.ticker = ticker;
    this.write = write;
  }

  /** Text has come that the journal does not have yet. */
  void grew() {
    if (!grown) {
      grown = true;
      sinceNanos = ticker.nanos();
    }
  }

  /** Whether it was ever tried; a failure may have been the answer's alone. */
  boolean hasWritten() {
    return written;
  }

  /** How long nobody has to look after it. */
  Duration patience(Duration longest) {
    return grown && longest.compareTo(PERIOD) > 0 ? PERIOD : longest;
  }

  /**
   * Writes when it is time; while the database is away, it is tried again.
   *
   * @throws TurnFailure lease lost
   */
  void tick() {
    if (!grown || ticker.since(sinceNanos).compareTo(PERIOD) < 0) {
      return;
    }
    sinceNanos = ticker.nanos();
    written = true;
    try {
      write.run();
      grown = false;
    } catch (Problem e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "A running reply could not be written down yet.", e);
    }
  }
}
