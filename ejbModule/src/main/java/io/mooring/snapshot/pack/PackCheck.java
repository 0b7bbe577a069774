package io.mooring.snapshot.pack;

import io.mooring.snapshot.chunk.ChunkOpener;
import io.mooring.snapshot.format.Seal;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;

/** Proves every byte of a pack, those that no snapshot asks for among them. */
public final class PackCheck {
  private PackCheck() {}

  /**
   * Reads the whole pack.
   *
   * @return how many chunks it holds
   */
  public static int check(SnapshotStore store, TenantKeys keys, String id) throws IOException {
    ObjectName name = new ObjectName(keys.tenant(), ObjectName.Kind.PACK, id);
    try (SnapshotStore.Reader reader = store.open(name);
        ChunkOpener opener = new ChunkOpener(keys)) {
      PackIndex index = PackIndex.read(keys, id, reader);
      Seal seal = index.sealing(keys).get();
      for (PackIndex.Blob blob : index.blobs()) {
        byte[] sealed = reader.read(blob.offset(), blob.stored());
        opener.open(seal, blob.chunk(), sealed, 0, sealed.length);
      }
      return index.blobs().size();
    }
  }
}
