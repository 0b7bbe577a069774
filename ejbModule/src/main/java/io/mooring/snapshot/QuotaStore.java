package io.mooring.snapshot;

import io.mooring.snapshot.store.ForwardingStore;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** A store that takes so many bytes and no more; what was begun beyond them is not committed. */
final class QuotaStore extends ForwardingStore {
  private final AtomicLong room;

  QuotaStore(SnapshotStore store, long roomBytes) {
    super(store);
    room = new AtomicLong(roomBytes);
  }

  @Override
  public Writer create(ObjectName name) throws IOException {
    Writer writer = store.create(name);
    return new Writer() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (room.addAndGet(-length) < 0) {
          throw new StoreException(
              StoreException.Kind.FAILED, "no room for " + name.id(), new QuotaExceeded());
        }
        writer.write(bytes, offset, length);
      }

      @Override
      public void commit() throws IOException {
        writer.commit();
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }
}
