package io.mooring.snapshot.capture;

import io.mooring.snapshot.capture.CaptureFailed.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The readers of a capture, and one thread that watches them. The first failure stops all; whoever
 * waits for them hears of it within {@link #TICK_MS}.
 */
final class ReadPool implements AutoCloseable {
  /** Bounds how many directories are kept open for jobs that wait. */
  private static final int WAITING_JOBS = 256;

  static final long TICK_MS = 100;

  private final BlockingQueue<FileJob> jobs = new ArrayBlockingQueue<>(WAITING_JOBS);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<OpenWatch> watches = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** Reads files on one thread. */
  interface Reader extends AutoCloseable {
    Outcome read(FileJob job) throws IOException;

    @Override
    void close();
  }

  /**
   * @param watch makes the watch of a thread
   * @param reader makes what reads on it
   */
  ReadPool(
      int size,
      ThreadFactory factory,
      Function<Thread, OpenWatch> watch,
      Function<OpenWatch, Reader> reader) {
    for (int i = 0; i < size; i++) {
      AtomicReference<@Nullable OpenWatch> own = new AtomicReference<>();
      Thread thread =
          factory.newThread(
              () -> {
                OpenWatch mine = own.get();
                if (mine != null) {
                  run(reader.apply(mine));
                }
              });
      OpenWatch made = watch.apply(thread);
      own.set(made);
      watches.add(made);
      threads.add(thread);
    }
    threads.add(factory.newThread(this::watch));
    threads.forEach(Thread::start);
  }

  /** Waits for room among the jobs. */
  void submit(FileJob job) throws IOException {
    try {
      while (!jobs.offer(job, TICK_MS, TimeUnit.MILLISECONDS)) {
        check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("stopped").initCause(e);
    }
  }

  /** Throws what stopped the pool, if anything did. */
  void check() throws IOException {
    Throwable failed = failure.get();
    if (failed instanceof IOException cause) {
      throw cause;
    }
    if (failed != null) {
      throw new CaptureFailed(Reason.FAILED, "a reader failed", failed);
    }
  }

  private void run(Reader reader) {
    try (reader) {
      while (!stopped) {
        FileJob job = jobs.poll(TICK_MS, TimeUnit.MILLISECONDS);
        if (job != null) {
          try {
            job.outcome().complete(reader.read(job));
          } finally {
            job.folder().close();
          }
        }
      }
    } catch (InterruptedException e) {
      fail(new InterruptedIOException("stopped"));
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
    }
  }

  private void watch() {
    try {
      while (!stopped) {
        TimeUnit.MILLISECONDS.sleep(TICK_MS);
        for (OpenWatch watch : watches) {
          if (watch.look()) {
            fail(new CaptureFailed(Reason.STUCK, "a file could neither be opened nor given up"));
          }
        }
      }
    } catch (InterruptedException e) {
      // Closing stops the watch this way.
      Thread.currentThread().interrupt();
    }
  }

  private void fail(Throwable cause) {
    failure.compareAndSet(null, cause);
    stopped = true;
  }

  /** Stops the readers; one that hangs in the file system is left behind. */
  @Override
  public void close() {
    stopped = true;
    for (FileJob job = jobs.poll(); job != null; job = jobs.poll()) {
      try {
        job.folder().close();
      } catch (IOException e) {
        // A directory handle that was only read from: nothing can be lost.
      }
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.interrupt();
        thread.join(TICK_MS * 20);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
