package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.EntryReader;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.PackedChunks;
import io.mooring.snapshot.pack.TreeSegments;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;
import java.util.function.Consumer;

/** The chunks that a snapshot needs: of its tree, its files and its conversation. */
final class NeededChunks {
  private NeededChunks() {}

  /** Shows each, some of them several times. */
  static void each(
      SnapshotStore store, TenantKeys keys, Manifest manifest, Consumer<Chunk> consumer)
      throws IOException {
    for (Manifest.TreeChunk segment : manifest.tree()) {
      consumer.accept(segment.chunk());
    }
    for (Manifest.TreeChunk piece : manifest.conversation()) {
      consumer.accept(piece.chunk());
    }
    PackedChunks chunks = PackedChunks.of(store, keys, manifest.packs());
    try (PackedChunks.Reading reading = chunks.reading()) {
      EntryReader entries = new EntryReader(new TreeSegments(reading, manifest), Integer.MAX_VALUE);
      for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
        if (entry instanceof Entry.File file) {
          file.chunks().forEach(consumer);
        }
      }
    }
  }
}
