package io.mooring.snapshot;

import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store of which one call goes wrong, counted from 1, or right before which something happens.
 */
public final class FaultyStore implements SnapshotStore {
  private static final Set<Fault> WAITING =
      EnumSet.of(Fault.STALLS, Fault.STALLS_AND_DOES, Fault.LATE);
  private static final Set<Fault> DONE = EnumSet.of(Fault.STALLS_AND_DOES, Fault.LATE);

  private final SnapshotStore store;
  private final int faultAt;
  private final Fault fault;
  private final Meanwhile meanwhile;
  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);

  /** What happens to the call. */
  public enum Fault {
    FAILS_BEFORE,
    FAILS_AFTER,
    /** As after a kill: this call and all later ones do nothing. */
    DIES,
    STALLS,
    /** It gives no answer in time, and is done all the same. */
    STALLS_AND_DOES,
    /** It takes two and a half seconds. */
    LATE,
    /** Nothing goes wrong, but somebody else is at work before it. */
    MEANWHILE
  }

  /** What somebody else does. */
  public interface Meanwhile {
    void run() throws IOException;
  }

  public FaultyStore(SnapshotStore store, int faultAt, Fault fault) {
    this(store, faultAt, fault, () -> {});
  }

  public FaultyStore(SnapshotStore store, int at, Meanwhile meanwhile) {
    this(store, at, Fault.MEANWHILE, meanwhile);
  }

  private FaultyStore(SnapshotStore store, int faultAt, Fault fault, Meanwhile meanwhile) {
    this.store = store;
    this.faultAt = faultAt;
    this.fault = fault;
    this.meanwhile = meanwhile;
  }

  public int calls() {
    return calls.get();
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T call(Call<T> call) throws IOException {
    int number = calls.incrementAndGet();
    if (number == faultAt && WAITING.contains(fault)) {
      try {
        boolean unused =
            never.await(fault == Fault.LATE ? 2_500 : Long.MAX_VALUE, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (number == faultAt && fault == Fault.FAILS_AFTER) {
      T unheard = call.run();
      throw new IOException("failed after " + unheard);
    }
    if (number == faultAt && fault == Fault.MEANWHILE) {
      meanwhile.run();
      return call.run();
    }
    if ((number == faultAt && !DONE.contains(fault)) || (number > faultAt && fault == Fault.DIES)) {
      throw new IOException("failed by intent");
    }
    return call.run();
  }

  @Override
  public Writer create(ObjectName name) throws IOException {
    Writer writer = call(() -> store.create(name));
    return new Writer() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        call(
            () -> {
              writer.write(bytes, offset, length);
              return "write";
            });
      }

      @Override
      public void commit() throws IOException {
        call(
            () -> {
              writer.commit();
              return "commit";
            });
      }

      @Override
      public void close() throws IOException {
        call(
            () -> {
              writer.close();
              return "close";
            });
      }
    };
  }

  @Override
  public Reader open(ObjectName name) throws IOException {
    Reader reader = call(() -> store.open(name));
    return new Reader() {
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
    };
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
}
