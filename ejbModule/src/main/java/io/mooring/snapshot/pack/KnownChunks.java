package io.mooring.snapshot.pack;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.SnapshotDamaged;
import java.util.BitSet;
import java.util.List;

/**
 * The chunks that a capture need not store: those of packs that complete snapshots refer to, and
 * those that it has stored itself. Safe for all threads of the capture.
 */
public final class KnownChunks {
  private final ChunkTable table;
  private final List<String> packs;
  private final BitSet used = new BitSet();

  /** None. */
  public KnownChunks() {
    this(new ChunkTable(1_024), List.of());
  }

  KnownChunks(ChunkTable table, List<String> packs) {
    this.table = table;
    this.packs = packs;
  }

  /** Whether the caller has to store the chunk: true once for each. */
  public synchronized boolean claim(Chunk chunk) throws SnapshotDamaged {
    return !use(chunk) && table.add(chunk.id(), ChunkTable.PENDING, 0, 0, chunk.length());
  }

  /** Whether the chunk is there; it is counted as used then. */
  public synchronized boolean use(Chunk chunk) throws SnapshotDamaged {
    int at = table.find(chunk.id());
    if (at < 0) {
      return false;
    }
    if (table.length(at) != chunk.length()) {
      throw new SnapshotDamaged("a chunk that is known with another length");
    }
    if (table.pack(at) != ChunkTable.PENDING) {
      used.set(table.pack(at));
    }
    return true;
  }

  /** The packs, of those that were there before, that hold a used chunk. */
  public synchronized List<String> usedPacks() {
    return used.stream().mapToObj(packs::get).toList();
  }

  public synchronized int count() {
    return table.count();
  }
}
