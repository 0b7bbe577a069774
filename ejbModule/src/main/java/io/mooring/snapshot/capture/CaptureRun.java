package io.mooring.snapshot.capture;

import io.mooring.snapshot.capture.CaptureFailed.Reason;
import io.mooring.snapshot.chunk.ChunkSealer;
import io.mooring.snapshot.chunk.ContentCutter;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.ManifestFile;
import io.mooring.snapshot.format.Seal;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.PackWriter;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.time.Ticker;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One capture: the walk on this thread, the reading on others, the manifest at its end. */
final class CaptureRun implements Closeable, TreeWalk.Visitor {
  /** The times of files may be coarser than the clock, by at most this. */
  private static final Duration RACY = Duration.ofSeconds(2);

  private final SnapshotStore store;
  private final TenantKeys keys;
  private final CaptureOptions options;
  private final Ticker ticker;
  private final CaptureBase base;
  private final byte[] salt = Seal.newSalt();
  private final ExecutorService committing;
  private final PackWriter filePacks;
  private final PackWriter treePacks;
  private final ChunkKeeper treeKeeper;
  private final ManifestDraft draft;
  private final ContentCutter cutter;
  private final ReadPool pool;
  private final EntryQueue queue;
  private final AtomicLong bytesRead = new AtomicLong();
  private final long startedAtMillis;
  private final long startedNanos;
  private long filesRead;
  private long silentChanges;

  CaptureRun(
      SnapshotStore store,
      TenantKeys keys,
      CaptureOptions options,
      Clock clock,
      Ticker ticker,
      ThreadFactory threads,
      FileReading.Moment moment,
      CaptureBase base)
      throws IOException {
    this.store = store;
    this.keys = keys;
    this.options = options;
    this.ticker = ticker;
    this.base = base;
    startedAtMillis = clock.millis();
    startedNanos = ticker.nanos();
    committing = Executors.newSingleThreadExecutor(threads);
    filePacks = new PackWriter(store, keys, salt, CaptureRun::packId, committing);
    treePacks = new PackWriter(store, keys, salt, CaptureRun::packId, committing);
    treeKeeper = new ChunkKeeper(sealer(), base.known(), treePacks);
    draft = new ManifestDraft(treeKeeper, options.mostEntries());
    cutter = new ContentCutter(keys);
    pool =
        new ReadPool(
            options.readers(),
            threads,
            thread -> new OpenWatch(ticker, options.openLimit(), thread),
            watch -> reader(watch, moment));
    queue = new EntryQueue(this::check, draft::add);
  }

  /** 128 random bits. */
  private static String packId() {
    return HexFormat.of().formatHex(Seal.newSalt(), 0, 16);
  }

  private ChunkSealer sealer() {
    return new ChunkSealer(keys, salt, options.level());
  }

  private ReadPool.Reader reader(OpenWatch watch, FileReading.Moment moment) {
    ChunkKeeper keeper = new ChunkKeeper(sealer(), base.known(), filePacks);
    long trustedBefore = TimeUnit.MILLISECONDS.toNanos(startedAtMillis) - RACY.toNanos();
    FileReading reading =
        new FileReading(
            new ChannelReading(cutter, keeper, watch), watch, bytesRead, trustedBefore, moment);
    return new ReadPool.Reader() {
      @Override
      public Outcome read(FileJob job) throws IOException {
        return reading.read(job);
      }

      @Override
      public void close() {
        keeper.close();
      }
    };
  }

  Captured run(Path workdir, String snapshot, Beside beside) throws IOException {
    TreeWalk walk = new TreeWalk(new Excludes(options.excludes()), options.deepest(), this);
    walk.walk(workdir);
    queue.finish();
    draft.endTree();
    draft.converse(beside.conversation(), cutter);
    List<String> packs = new ArrayList<>(filePacks.finish());
    packs.addAll(treePacks.finish());
    long stored = filePacks.storedBytes() + treePacks.storedBytes();
    long needed = stored;
    for (String used : base.known().usedPacks()) {
      ObjectName name = new ObjectName(keys.tenant(), ObjectName.Kind.PACK, used);
      try (SnapshotStore.Reader reader = store.open(name)) {
        needed += reader.size();
      }
      packs.add(used);
    }
    Manifest manifest =
        draft.manifest(keys.tenant(), snapshot, startedAtMillis, packs, walk.excluded());
    check();
    return new Captured(
        manifest,
        ManifestFile.fingerprint(manifest),
        filesRead,
        bytesRead.get(),
        stored,
        needed,
        silentChanges,
        base.unusable());
  }

  private void check() throws IOException {
    pool.check();
    if (ticker.since(startedNanos).compareTo(options.longest()) > 0) {
      throw new CaptureFailed(Reason.TOO_LONG, "the capture took longer than " + options.longest());
    }
  }

  @Override
  public void outcome(Outcome outcome) throws IOException {
    queue.add(CompletableFuture.completedFuture(outcome));
  }

  @Override
  public void file(Folder folder, Folder.Child child, String path, Attributes now)
      throws IOException {
    PreviousEntries previous = base.previous();
    Entry.@Nullable File unchanged = previous == null ? null : previous.unchanged(path, now);
    if (unchanged != null && !options.readEverything()) {
      outcome(new Outcome.Kept(unchanged));
      return;
    }
    filesRead++;
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    pool.submit(new FileJob(folder.use(), child, path, now, outcome));
    queue.add(unchanged == null ? outcome : outcome.thenApply(read -> proved(unchanged, read)));
  }

  /** Completed by readers, so the count is theirs too. */
  private synchronized Outcome proved(Entry.File unchanged, Outcome read) {
    if (read instanceof Outcome.Kept kept
        && kept.entry() instanceof Entry.File file
        && !file.changed()
        && !file.chunks().equals(unchanged.chunks())) {
      silentChanges++;
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    pool.close();
    treeKeeper.close();
    try {
      filePacks.close();
      treePacks.close();
    } finally {
      committing.shutdownNow();
    }
  }
}
