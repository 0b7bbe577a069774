package io.mooring.snapshot.store;

import io.mooring.snapshot.store.StoreException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A store whose calls end: one that takes longer than the limit is a {@link Kind#STALLED} failure,
 * and its thread is interrupted and left behind. The executor needs a thread for each call under
 * way, those left behind among them.
 */
public final class TimedStore implements SnapshotStore {
  private final SnapshotStore store;
  private final ExecutorService threads;
  private final Duration limit;

  public TimedStore(SnapshotStore store, ExecutorService threads, Duration limit) {
    this.store = store;
    this.threads = threads;
    this.limit = limit;
  }

  @Override
  public Writer create(ObjectName name) throws IOException {
    Writer writer = call(() -> store.create(name));
    return new TimedWriter(writer);
  }

  @Override
  public Reader open(ObjectName name) throws IOException {
    Reader reader = call(() -> store.open(name));
    return new TimedReader(reader);
  }

  @Override
  public List<StoredObject> list(String tenant, ObjectName.Kind kind, String after, int limit)
      throws IOException {
    return call(() -> store.list(tenant, kind, after, limit));
  }

  @Override
  public boolean delete(ObjectName name) throws IOException {
    return call(() -> store.delete(name));
  }

  @Override
  public int discardUnfinished(String tenant, Instant before) throws IOException {
    return call(() -> store.discardUnfinished(tenant, before));
  }

  private final class TimedWriter implements Writer {
    private final Writer writer;
    private boolean stalled;

    TimedWriter(Writer writer) {
      this.writer = writer;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      run(() -> writer.write(bytes, offset, length));
    }

    @Override
    public void commit() throws IOException {
      run(writer::commit);
    }

    @Override
    public void close() throws IOException {
      // What hangs in a call is not closed below it; its remains are unfinished objects.
      if (!stalled) {
        run(writer::close);
      }
    }

    private void run(Running action) throws IOException {
      try {
        call(
            () -> {
              action.run();
              return true;
            });
      } catch (StoreException e) {
        stalled |= e.kind() == Kind.STALLED;
        throw e;
      }
    }
  }

  private final class TimedReader implements Reader {
    private final Reader reader;

    TimedReader(Reader reader) {
      this.reader = reader;
    }

    @Override
    public long size() {
      return reader.size();
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
      return call(() -> reader.read(offset, length));
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  private interface Running {
    void run() throws IOException;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T call(Call<T> call) throws IOException {
    Future<T> future = threads.submit(call::run);
    try {
      return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new StoreException(Kind.STALLED, "the store gave no answer within " + limit, e);
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("stopped").initCause(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException cause) {
        throw new StoreException(cause.kind(), cause.getMessage(), cause);
      }
      throw new StoreException(Kind.FAILED, "the store failed", e.getCause());
    }
  }
}
