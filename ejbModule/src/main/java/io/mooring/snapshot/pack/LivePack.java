package io.mooring.snapshot.pack;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A pack, and which of its chunks somebody needs. For one thread. */
public final class LivePack {
  private final String id;
  private final PackIndex index;
  private final ChunkTable table;
  private final BitSet live = new BitSet();

  private LivePack(String id, PackIndex index) {
    this.id = id;
    this.index = index;
    table = new ChunkTable(index.blobs().size());
    for (PackIndex.Blob blob : index.blobs()) {
      table.add(blob.chunk().id(), 0, blob.offset(), blob.stored(), blob.chunk().length());
    }
  }

  /** Reads the pack's index; nothing is live yet. */
  public static LivePack open(SnapshotStore store, TenantKeys keys, String id) throws IOException {
    try (SnapshotStore.Reader reader = store.open(new ObjectName(keys.tenant(), Kind.PACK, id))) {
      return new LivePack(id, PackIndex.read(keys, id, reader));
    }
  }

  public String id() {
    return id;
  }

  /** How many chunks it has. */
  public int chunks() {
    return index.blobs().size();
  }

  /** Somebody needs this chunk; it may be in other packs only. */
  public void need(Chunk chunk) {
    int at = table.find(chunk.id());
    if (at >= 0) {
      live.set(at);
    }
  }

  /** Bytes of sealed chunks, all of them. */
  public long bytes() {
    return index.end() - PackIndex.HEADER_BYTES;
  }

  /** Bytes of sealed chunks that somebody needs. */
  public long liveBytes() {
    return live.stream().mapToLong(table::stored).sum();
  }

  /** The chunks that somebody needs, in the order in which they lie. */
  public List<Chunk> live() {
    return liveBlobs().stream().map(PackIndex.Blob::chunk).toList();
  }

  List<PackIndex.Blob> liveBlobs() {
    List<PackIndex.Blob> blobs = new ArrayList<>();
    for (PackIndex.Blob blob : index.blobs()) {
      if (live.get(table.find(blob.chunk().id()))) {
        blobs.add(blob);
      }
    }
    return blobs;
  }

  PackIndex index() {
    return index;
  }
}
