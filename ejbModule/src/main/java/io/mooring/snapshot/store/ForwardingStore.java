package io.mooring.snapshot.store;

import io.mooring.snapshot.store.ObjectName.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** A store that another one does the work of; a subclass changes some of its calls. */
public abstract class ForwardingStore implements SnapshotStore {
  protected final SnapshotStore store;

  protected ForwardingStore(SnapshotStore store) {
    this.store = store;
  }

  @Override
  public Writer create(ObjectName name) throws IOException {
    return store.create(name);
  }

  @Override
  public Reader open(ObjectName name) throws IOException {
    return store.open(name);
  }

  @Override
  public List<StoredObject> list(String tenant, Kind kind, String after, int limit)
      throws IOException {
    return store.list(tenant, kind, after, limit);
  }

  @Override
  public boolean delete(ObjectName name) throws IOException {
    return store.delete(name);
  }

  @Override
  public int discardUnfinished(String tenant, Instant before) throws IOException {
    return store.discardUnfinished(tenant, before);
  }
}
