package io.mooring.snapshot.capture;

import io.mooring.snapshot.capture.CaptureFailed.Reason;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.ManifestFile;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import io.mooring.snapshot.store.TimedStore;
import io.mooring.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Captures workdirs. Packs first, the manifest last: a snapshot is there whole or not at all. What
 * a capture that failed has stored is found by no one but the collection of orphans.
 */
public final class Capture {
  private final SnapshotStore store;
  private final TenantKeys keys;
  private final CaptureOptions options;
  private final Clock clock;
  private final Ticker ticker;
  private final ThreadFactory threads;
  private FileReading.Moment moment = path -> {};

  /**
   * @param threads makes the readers, the watch and the store's threads; it makes daemons, or
   *     managed threads, for one that hangs in the file system is left behind
   */
  public Capture(
      SnapshotStore store,
      TenantKeys keys,
      CaptureOptions options,
      Clock clock,
      Ticker ticker,
      ThreadFactory threads) {
    this.store = store;
    this.keys = keys;
    this.options = options;
    this.clock = clock;
    this.ticker = ticker;
    this.threads = threads;
  }

  /** For tests: does what an agent could between the look at a file and its opening. */
  Capture with(FileReading.Moment moment) {
    this.moment = moment;
    return this;
  }

  /**
   * Captures a workdir under the name of a snapshot that must not exist yet.
   *
   * @param snapshot its id, as names of stored objects are
   * @param base the workdir's previous snapshot: what it shows unchanged is not read
   * @param others complete snapshots whose chunks need not be stored again
   * @throws CaptureFailed when there is no snapshot
   */
  public Captured run(
      Path workdir, String snapshot, @Nullable Manifest base, Collection<Manifest> others)
      throws IOException {
    return publish(draft(workdir, snapshot, base, others, Beside.NOTHING));
  }

  /** Captures a workdir for the first time. */
  public Captured run(Path workdir, String snapshot) throws IOException {
    return run(workdir, snapshot, null, List.of());
  }

  /**
   * Captures all but the manifest: nobody sees a snapshot before {@link #publish}.
   *
   * @param base like that of {@link #run}, or what an attempt before this one came to
   */
  public Captured draft(
      Path workdir,
      String snapshot,
      @Nullable Manifest base,
      Collection<Manifest> others,
      Beside beside)
      throws IOException {
    return withStore(
        timed -> {
          CaptureBase known = CaptureBase.open(timed, keys, base, others);
          try (known;
              CaptureRun run =
                  new CaptureRun(timed, keys, options, clock, ticker, threads, moment, known)) {
            return run.run(workdir, snapshot, beside);
          }
        });
  }

  /** Captures again what may have changed while it was captured; the first attempt is the base. */
  public Captured again(Path workdir, Captured attempt, Beside beside) throws IOException {
    Manifest base = attempt.manifest();
    return draft(workdir, base.snapshot(), base, List.of(), beside).after(attempt);
  }

  /** Stores the manifest: from now on it is a snapshot. */
  public Captured publish(Captured drafted) throws IOException {
    Manifest manifest = drafted.manifest();
    byte[] file = ManifestFile.seal(keys, manifest);
    ObjectName name = new ObjectName(keys.tenant(), ObjectName.Kind.MANIFEST, manifest.snapshot());
    return withStore(
        timed -> {
          try (SnapshotStore.Writer writer = timed.create(name)) {
            writer.write(file, 0, file.length);
            writer.commit();
          }
          return drafted.withManifest(file.length);
        });
  }

  private interface Work {
    Captured in(SnapshotStore timed) throws IOException;
  }

  private Captured withStore(Work work) throws IOException {
    ExecutorService calls = Executors.newCachedThreadPool(threads);
    try {
      return work.in(new TimedStore(store, calls, options.storeLimit()));
    } catch (StoreException e) {
      throw new CaptureFailed(Reason.STORE, "the store failed: " + e.getMessage(), e);
    } finally {
      calls.shutdownNow();
    }
  }
}
