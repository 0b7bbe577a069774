package io.mooring.snapshot.pack;

import io.mooring.snapshot.chunk.ChunkOpener;
import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Seal;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import io.mooring.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;

/**
 * Moves what is live of some packs to new ones: copies, reads back, then forwards. The old packs
 * stay, for whoever uses them; deleting them is another step. Where it breaks off, there are packs
 * that nobody knows, or packs with a forward beside them, and each snapshot is as whole as before.
 */
public final class PackRewriting {
  private final SnapshotStore store;
  private final TenantKeys keys;
  private final ThreadFactory threads;
  private final Ticker ticker;
  private final Duration longest;

  /**
   * @param threads makes the thread that commits
   * @param longest after which nothing is forwarded any more: what nobody names may be deleted
   */
  public PackRewriting(
      SnapshotStore store,
      TenantKeys keys,
      ThreadFactory threads,
      Ticker ticker,
      Duration longest) {
    this.store = store;
    this.keys = keys;
    this.threads = threads;
    this.ticker = ticker;
    this.longest = longest;
  }

  /**
   * What it came to.
   *
   * @param packs the new ones
   * @param storedBytes of the new ones
   */
  public record Rewritten(List<String> packs, long storedBytes) {
    public Rewritten {
      packs = List.copyOf(packs);
    }
  }

  /**
   * Rewrites packs whose live chunks are known. One that is gone by now is left out: somebody else
   * has rewritten it, or nobody needs it any more.
   *
   * @param needed whether somebody still needs a pack
   * @throws SnapshotDamaged when a live chunk can't be proved; then nothing is forwarded
   * @throws StoreException MISSING, when a pack is gone that is needed and forwarded nowhere
   */
  public Rewritten rewrite(Collection<LivePack> packs, Predicate<String> needed)
      throws IOException {
    long started = ticker.nanos();
    byte[] salt = Seal.newSalt();
    ExecutorService committing = Executors.newSingleThreadExecutor(threads);
    try (PackWriter writer =
            new PackWriter(
                store,
                keys,
                salt,
                () -> HexFormat.of().formatHex(Seal.newSalt(), 0, 16),
                committing);
        ChunkOpener opener = new ChunkOpener(keys)) {
      Seal seal = new Seal(keys, PackIndex.PURPOSE, salt);
      List<LivePack> old = new ArrayList<>();
      for (LivePack pack : packs) {
        if (copy(pack, needed, opener, seal, writer)) {
          old.add(pack);
        }
      }
      List<String> fresh = writer.finish();
      prove(old, fresh);
      if (ticker.since(started).compareTo(longest) > 0) {
        throw new StoreException(
            StoreException.Kind.STALLED, "packs were rewritten for longer than " + longest);
      }
      for (LivePack pack : old) {
        new Forward(pack.id(), pack.live().isEmpty() ? List.of() : fresh).store(store, keys);
      }
      return new Rewritten(fresh, writer.storedBytes());
    } finally {
      committing.shutdownNow();
    }
  }

  /** Whether it was there to its end; what was copied before it went does no harm. */
  private boolean copy(
      LivePack pack, Predicate<String> needed, ChunkOpener opener, Seal seal, PackWriter writer)
      throws IOException {
    try {
      copy(pack, opener, seal, writer);
      return true;
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.MISSING
          || (Forward.find(store, keys, pack.id()).isEmpty() && needed.test(pack.id()))) {
        throw e;
      }
      return false;
    }
  }

  private void copy(LivePack pack, ChunkOpener opener, Seal seal, PackWriter writer)
      throws IOException {
    List<PackIndex.Blob> live = pack.liveBlobs();
    if (live.isEmpty()) {
      return;
    }
    Seal from = pack.index().sealing(keys).get();
    try (SnapshotStore.Reader reader =
        store.open(new ObjectName(keys.tenant(), Kind.PACK, pack.id()))) {
      for (PackIndex.Blob blob : live) {
        byte[] sealed = reader.read(blob.offset(), blob.stored());
        opener.open(from, blob.chunk(), sealed, 0, sealed.length);
        // Opened into a buffer of its own, so the array may take the new form, which is as long.
        int length = opener.sealAgain(seal, blob.chunk(), sealed);
        writer.append(blob.chunk(), sealed, length);
      }
    }
  }

  /** Reads the new packs back: what is forwarded there is there. */
  private void prove(Collection<LivePack> old, List<String> packs) throws IOException {
    for (String pack : packs) {
      PackCheck.check(store, keys, pack);
    }
    PackedChunks there = PackedChunks.of(store, keys, packs);
    for (LivePack pack : old) {
      for (Chunk chunk : pack.live()) {
        if (!there.holds(chunk)) {
          throw new SnapshotDamaged("a chunk that was copied is not there");
        }
      }
    }
  }
}
