package io.mooring.snapshot;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.EntryReader;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.pack.PackedChunks;
import io.mooring.snapshot.pack.TreeSegments;
import io.mooring.snapshot.restore.EntryCheck;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A snapshot whose entries are read in order, each checked before it is handed out. */
final class OpenedSnapshot implements Closeable {
  private final PackedChunks.Reading tree;
  private final PackedChunks.Reading files;
  private final EntryReader entries;
  private final EntryCheck check;
  private final Manifest.Totals totals;

  private OpenedSnapshot(PackedChunks chunks, Manifest manifest, RestoreLimits limits) {
    tree = chunks.reading();
    files = chunks.reading();
    entries = new EntryReader(new TreeSegments(tree, manifest), Integer.MAX_VALUE);
    check = new EntryCheck(limits, false, 0);
    totals = manifest.totals();
  }

  static OpenedSnapshot open(
      SnapshotStore store, TenantKeys keys, String snapshot, RestoreLimits limits)
      throws IOException {
    Manifest manifest = Manifests.open(store, keys, snapshot);
    return new OpenedSnapshot(PackedChunks.of(store, keys, manifest.packs()), manifest, limits);
  }

  /** The next entry; null after the last. */
  @Nullable Entry next() throws IOException {
    Entry entry = entries.next();
    if (entry == null) {
      check.end(totals);
    } else {
      check.check(entry);
    }
    return entry;
  }

  /** A chunk of a file, at the start of an array that is valid until the next call. */
  byte[] content(Chunk chunk) throws IOException {
    return files.read(chunk);
  }

  @Override
  public void close() throws IOException {
    try (files) {
      tree.close();
    }
  }
}
