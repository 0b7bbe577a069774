package io.mooring.snapshot.restore;

import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.EntryReader;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.Names;
import io.mooring.snapshot.format.Seal;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.PackedChunks;
import io.mooring.snapshot.pack.TreeSegments;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.TimedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Brings snapshots back into a fresh directory beside their target, on the same file system. The
 * target itself is not touched. What fails or is refused leaves nothing behind.
 */
public final class Staging {
  /** Of one file: 40 GB and more, at the average length. */
  private static final int MOST_CHUNKS = 400_000;

  private final SnapshotStore store;
  private final TenantKeys keys;
  private final RestoreLimits limits;
  private final int writers;
  private final Duration storeLimit;
  private final ThreadFactory threads;

  /**
   * @param writers threads that open chunks and write files; more than processors, since making a
   *     file waits for the disk
   * @param storeLimit for one call to the store
   * @param threads makes daemons, or managed threads
   */
  public Staging(
      SnapshotStore store,
      TenantKeys keys,
      RestoreLimits limits,
      int writers,
      Duration storeLimit,
      ThreadFactory threads) {
    this.store = store;
    this.keys = keys;
    this.limits = limits;
    this.writers = writers;
    this.storeLimit = storeLimit;
    this.threads = threads;
  }

  /**
   * Restores beside {@code target}, whose parent must be there.
   *
   * @throws SnapshotDamaged when a byte is not what was captured
   * @throws io.mooring.snapshot.format.SnapshotRefused when the manifest asks for what isn't done
   */
  public Staged stage(Manifest manifest, Path target) throws IOException {
    return stageIn(
        manifest, () -> StagingArea.beside(target, HexFormat.of().formatHex(Seal.newSalt(), 0, 8)));
  }

  /**
   * Restores into a directory that is made for it, so that whoever has chosen its name finds it
   * after a crash.
   */
  public Staged stageAt(Manifest manifest, Path directory) throws IOException {
    return stageIn(manifest, () -> StagingArea.at(directory));
  }

  /** Makes the directory. */
  private interface Areas {
    StagingArea make() throws IOException;
  }

  private Staged stageIn(Manifest manifest, Areas areas) throws IOException {
    ExecutorService calls = Executors.newCachedThreadPool(threads);
    try {
      TimedStore timed = new TimedStore(store, calls, storeLimit);
      PackedChunks chunks = PackedChunks.of(timed, keys, manifest.packs());
      StagingArea area = areas.make();
      boolean done = false;
      try {
        Staged staged = stage(manifest, chunks, area);
        done = true;
        return staged;
      } finally {
        if (!done) {
          area.discard();
        }
      }
    } finally {
      calls.shutdownNow();
    }
  }

  private Staged stage(Manifest manifest, PackedChunks chunks, StagingArea area)
      throws IOException {
    EntryCheck check =
        new EntryCheck(limits, area.folds(), Names.bytes(area.directory().toString()).length);
    check.expect(manifest.totals());
    int masked = area.masked();
    try (PackedChunks.Reading tree = chunks.reading();
        WritePool pool = new WritePool(writers, threads, () -> writer(chunks, masked));
        StagedTree staged = new StagedTree(area.directory(), pool)) {
      EntryReader entries = new EntryReader(new TreeSegments(tree, manifest), MOST_CHUNKS);
      for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
        check.check(entry);
        staged.make(entry);
      }
      check.end(manifest.totals());
      staged.finish();
      return new Staged(
          area.directory(),
          check.entries(),
          check.files(),
          check.bytes(),
          staged.changed(),
          staged.outsideLinks());
    }
  }

  private static WritePool.Writer writer(PackedChunks chunks, int masked) {
    PackedChunks.Reading reading = chunks.reading();
    FileWriter writer = new FileWriter(reading, masked);
    return new WritePool.Writer() {
      @Override
      public void write(TargetFolder folder, String name, Entry.File file) throws IOException {
        writer.write(folder, name, file);
      }

      @Override
      public void close() throws IOException {
        reading.close();
      }
    };
  }
}
