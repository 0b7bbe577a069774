package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.store.ForwardingStore;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A store with named points; at one of them whoever comes there stays for ever. */
final class PointStore extends ForwardingStore {
  /** Where a process can be killed; the last one is wherever it happens to be. */
  static final List<String> POINTS =
      List.of(
          "create pack",
          "write pack",
          "commit pack",
          "committed pack",
          "create manifest",
          "commit manifest",
          "committed manifest",
          "create forward",
          "commit forward",
          "committed forward",
          "delete pack",
          "deleted pack",
          "delete manifest",
          "deleted manifest",
          "delete forward",
          "deleted forward",
          "discard",
          "anywhere");

  private final String point;
  private final AtomicInteger left;
  private final CountDownLatch arrived;
  private final CountDownLatch never = new CountDownLatch(1);

  PointStore(SnapshotStore store, String point, int occurrence, CountDownLatch arrived) {
    super(store);
    this.point = point;
    left = new AtomicInteger(occurrence);
    this.arrived = arrived;
  }

  private void reached(String what, ObjectName name) {
    reached(what + ' ' + name.kind().name().toLowerCase(Locale.ROOT));
  }

  private void reached(String here) {
    if (here.equals(point) && left.decrementAndGet() <= 0) {
      arrived.countDown();
      boolean interrupted = true;
      while (interrupted) {
        try {
          never.await();
          interrupted = false;
        } catch (InterruptedException e) {
          // Only a kill ends this.
        }
      }
    }
  }

  @Override
  public Writer create(ObjectName name) throws IOException {
    reached("create", name);
    Writer writer = store.create(name);
    return new Writer() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        writer.write(bytes, offset, length);
        reached("write", name);
      }

      @Override
      public void commit() throws IOException {
        reached("commit", name);
        writer.commit();
        reached("committed", name);
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }

  @Override
  public boolean delete(ObjectName name) throws IOException {
    reached("delete", name);
    boolean there = store.delete(name);
    reached("deleted", name);
    return there;
  }

  @Override
  public int discardUnfinished(String tenant, Instant before) throws IOException {
    reached("discard");
    return store.discardUnfinished(tenant, before);
  }
}
