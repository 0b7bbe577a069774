package io.mooring.snapshot.restore;

import io.mooring.snapshot.format.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes files on a few threads, small ones in batches: neighbours lie side by side in a pack. The
 * first failure stops all.
 */
final class WritePool implements Closeable {
  private static final int WAITING_BATCHES = 4;
  private static final int BATCH_FILES = 64;
  private static final long BATCH_BYTES = 1024 * 1024;
  private static final long TICK_MS = 50;

  private final BlockingQueue<List<Job>> batches = new ArrayBlockingQueue<>(WAITING_BATCHES);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();
  private List<Job> batch = new ArrayList<>();
  private long batchBytes;
  private volatile boolean ended;

  /** A file to write; the folder is kept open for it. */
  private record Job(TargetFolder folder, String name, Entry.File file) {}

  /** Makes the writer of one thread, closed by it. */
  interface Writers {
    Writer make();
  }

  /** Writes on one thread. */
  interface Writer extends Closeable {
    void write(TargetFolder folder, String name, Entry.File file) throws IOException;
  }

  WritePool(int size, ThreadFactory factory, Writers writers) {
    for (int i = 0; i < size; i++) {
      Thread thread = factory.newThread(() -> run(writers.make()));
      threads.add(thread);
      thread.start();
    }
  }

  void add(TargetFolder folder, String name, Entry.File file) throws IOException {
    batch.add(new Job(folder.use(), name, file));
    batchBytes += file.size();
    if (batch.size() >= BATCH_FILES || batchBytes >= BATCH_BYTES) {
      send();
    }
  }

  private void send() throws IOException {
    try {
      while (!batches.offer(batch, TICK_MS, TimeUnit.MILLISECONDS)) {
        check();
      }
      batch = new ArrayList<>();
      batchBytes = 0;
    } catch (InterruptedException e) {
      throw stopped(e);
    }
  }

  private static InterruptedIOException stopped(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException stopped = new InterruptedIOException("stopped");
    stopped.initCause(cause);
    return stopped;
  }

  private void check() throws IOException {
    Throwable failed = failure.get();
    if (failed instanceof IOException cause) {
      throw cause;
    }
    if (failed != null) {
      throw new IOException("a file could not be restored", failed);
    }
  }

  /** Waits until all is written. */
  void finish() throws IOException {
    if (!batch.isEmpty()) {
      send();
    }
    ended = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw stopped(e);
    }
    check();
  }

  private void run(Writer writer) {
    try (writer) {
      while (failure.get() == null) {
        List<Job> next = batches.poll(TICK_MS, TimeUnit.MILLISECONDS);
        if (next == null) {
          if (ended && batches.isEmpty()) {
            return;
          }
          continue;
        }
        write(writer, next);
      }
    } catch (InterruptedException e) {
      failure.compareAndSet(null, new InterruptedIOException("stopped"));
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private static void write(Writer writer, List<Job> jobs) throws IOException {
    int done = 0;
    try {
      for (Job job : jobs) {
        writer.write(job.folder(), job.name(), job.file());
        job.folder().close();
        done++;
      }
    } finally {
      closeFolders(jobs.subList(done, jobs.size()));
    }
  }

  private static void closeFolders(List<Job> jobs) throws IOException {
    for (Job job : jobs) {
      job.folder().close();
    }
  }

  /** Stops what is not finished. */
  @Override
  public void close() throws IOException {
    failure.compareAndSet(null, new InterruptedIOException("stopped"));
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    for (List<Job> left = batches.poll(); left != null; left = batches.poll()) {
      closeFolders(left);
    }
    closeFolders(batch);
    batch = new ArrayList<>();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
