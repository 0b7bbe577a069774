package io.mooring.snapshot;

import io.mooring.snapshot.store.ForwardingStore;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import java.io.IOException;

/** A store that takes nothing while the test says so. */
final class RefusingStore extends ForwardingStore {
  volatile boolean refuses;
  private final StoreException.Kind kind;

  RefusingStore(SnapshotStore store, StoreException.Kind kind) {
    super(store);
    this.kind = kind;
  }

  @Override
  public Writer create(ObjectName name) throws IOException {
    if (refuses) {
      throw new StoreException(kind, "refused by intent");
    }
    return store.create(name);
  }
}
