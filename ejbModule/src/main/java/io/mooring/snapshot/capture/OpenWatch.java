package io.mooring.snapshot.capture;

import io.mooring.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches that one reader's openings and reads end. A name that became a fifo after it was looked
 * at blocks its opener, whom no interrupt reaches: it is let go by opening the fifo for writing.
 */
final class OpenWatch implements FileReading.Watched, ChannelReading.Progress {
  /** A fifo is looked for after this long already; opening a file takes microseconds. */
  private static final Duration FIRST_LOOK = Duration.ofMillis(500);

  private final Ticker ticker;
  private final Duration limit;
  private final Thread reader;
  private @Nullable FileJob job;
  private long sinceNanos;
  private long openings;
  private boolean resting;
  private boolean interrupted;

  OpenWatch(Ticker ticker, Duration limit, Thread reader) {
    this.ticker = ticker;
    this.limit = limit;
    this.reader = reader;
  }

  @Override
  public synchronized void opening(FileJob job) {
    this.job = job;
    openings++;
    resting = false;
    sinceNanos = ticker.nanos();
  }

  @Override
  public synchronized void reading() {
    resting = false;
    sinceNanos = ticker.nanos();
  }

  @Override
  public synchronized void resting() {
    resting = true;
    forgetInterrupt();
  }

  /** An interrupt that came just too late must not hit what the reader does next. */
  private void forgetInterrupt() {
    if (interrupted) {
      boolean unused = Thread.interrupted();
      interrupted = false;
    }
  }

  @Override
  public synchronized void done() {
    job = null;
    forgetInterrupt();
  }

  /** Looks whether the reader hangs; whether it can't be helped any more. */
  boolean look() {
    FileJob hanging;
    Duration since;
    long opening;
    synchronized (this) {
      hanging = resting ? null : job;
      opening = openings;
      since = ticker.since(sinceNanos);
    }
    if (hanging == null || since.compareTo(FIRST_LOOK) < 0) {
      return false;
    }
    wake(hanging);
    synchronized (this) {
      if (job != null && !resting && openings == opening && since.compareTo(limit) > 0) {
        reader.interrupt();
        interrupted = true;
      }
    }
    return since.compareTo(limit.multipliedBy(2)) > 0;
  }

  private static void wake(FileJob hanging) {
    try {
      if (Attributes.read(hanging.child().path()).isFifo()) {
        hanging.folder().wakeReaders(hanging.child());
      }
    } catch (IOException e) {
      // It is gone or of another kind by now; the next look tries again until the limit.
    }
  }
}
