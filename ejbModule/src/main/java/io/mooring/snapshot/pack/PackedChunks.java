package io.mooring.snapshot.pack;

import io.mooring.snapshot.chunk.ChunkOpener;
import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Seal;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds chunks in a set of packs. Made once, it may be read from by several threads. */
public final class PackedChunks {
  /** Read at once where chunks are asked for one after the other. */
  private static final int AHEAD_BYTES = 1024 * 1024;

  private final SnapshotStore store;
  private final TenantKeys keys;
  private final ChunkTable table = new ChunkTable(1_024);
  private final List<Pack> packs = new ArrayList<>();

  /**
   * A pack whose chunks are in the table.
   *
   * @param seals makes what opens its chunks, for a thread
   * @param end where the chunks end
   */
  private record Pack(ObjectName name, Supplier<Seal> seals, long end) {}

  private PackedChunks(SnapshotStore store, TenantKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /**
   * Reads the indexes of these packs, as a snapshot needs them that names them. Of a pack that was
   * rewritten and is gone those that have its chunks now.
   */
  public static PackedChunks of(SnapshotStore store, TenantKeys keys, Collection<String> names)
      throws IOException {
    return of(store, keys, names, false);
  }

  /**
   * Like {@link #of}, for a capture: what was rewritten counts as gone at once, so that no new
   * snapshot uses a chunk that was left out.
   */
  public static PackedChunks current(SnapshotStore store, TenantKeys keys, Collection<String> names)
      throws IOException {
    return of(store, keys, names, true);
  }

  private static PackedChunks of(
      SnapshotStore store, TenantKeys keys, Collection<String> names, boolean forwardedFirst)
      throws IOException {
    PackedChunks chunks = new PackedChunks(store, keys);
    PackPath.walk(store, keys, names, forwardedFirst, chunks::add);
    return chunks;
  }

  private void add(ObjectName name, PackIndex index) {
    for (PackIndex.Blob blob : index.blobs()) {
      table.add(
          blob.chunk().id(), packs.size(), blob.offset(), blob.stored(), blob.chunk().length());
    }
    packs.add(new Pack(name, index.sealing(keys), index.end()));
  }

  /** These chunks, for a capture that needs not store them again. */
  public KnownChunks known() {
    return new KnownChunks(
        new ChunkTable(table), packs.stream().map(pack -> pack.name().id()).toList());
  }

  /** The names of the packs that have the chunks now. */
  public List<String> packs() {
    return packs.stream().map(pack -> pack.name().id()).toList();
  }

  /** Whether the chunk is in one of the packs, by their indexes. */
  public boolean holds(Chunk chunk) {
    int at = table.find(chunk.id());
    return at >= 0 && table.length(at) == chunk.length();
  }

  /** Reads for one thread. */
  public Reading reading() {
    return new Reading();
  }

  /**
   * Reads chunks for one thread; keeps one pack open. What was rewritten and deleted since its
   * index was read is followed to where it went.
   */
  public final class Reading implements Closeable {
    private final ChunkOpener opener = new ChunkOpener(keys);
    private final Map<Integer, Reading> followed = new HashMap<>();
    private int current = -1;
    private SnapshotStore.@Nullable Reader reader;
    private @Nullable Seal seal;
    private byte[] window = {};
    private long windowAt;
    private long expected = -1;
    private @Nullable Chunk last;
    private byte[] content = {};

    private Reading() {}

    /** The chunk's content at the start of an array that is valid until the next call. */
    public byte[] read(Chunk chunk) throws IOException {
      // Of a sparse file thousands are the same.
      if (!chunk.equals(last)) {
        last = null;
        content = find(chunk);
        last = chunk;
      }
      return content;
    }

    private byte[] find(Chunk chunk) throws IOException {
      int at = table.find(chunk.id());
      if (at < 0 || table.length(at) != chunk.length()) {
        throw new SnapshotDamaged("a chunk that is in none of the snapshot's packs");
      }
      int pack = table.pack(at);
      if (!followed.containsKey(pack)) {
        try {
          open(chunk, at);
          return opener.content();
        } catch (StoreException e) {
          if (e.kind() != StoreException.Kind.MISSING) {
            throw e;
          }
          followed.put(pack, follow(packs.get(pack).name().id(), e));
        }
      }
      return followed.get(pack).read(chunk);
    }

    private Reading follow(String pack, StoreException gone) throws IOException {
      Optional<Forward> forward = Forward.find(store, keys, pack);
      if (forward.isEmpty()) {
        throw gone;
      }
      return of(store, keys, forward.get().to()).reading();
    }

    private void open(Chunk chunk, int at) throws IOException {
      Seal seals = use(table.pack(at));
      long offset = table.offset(at);
      int stored = table.stored(at);
      if (offset < windowAt || offset + stored > windowAt + window.length) {
        fill(offset, stored);
      }
      expected = offset + stored;
      opener.open(seals, chunk, window, (int) (offset - windowAt), stored);
    }

    private void fill(long offset, int stored) throws IOException {
      SnapshotStore.Reader from = reader;
      if (from == null) {
        throw new IllegalStateException("no pack is open");
      }
      long end = packs.get(current).end();
      boolean inOrder =
          offset == PackIndex.HEADER_BYTES
              || (expected >= 0 && offset >= expected && offset - expected < AHEAD_BYTES);
      int length = inOrder ? (int) Math.min(Math.max(stored, AHEAD_BYTES), end - offset) : stored;
      window = from.read(offset, length);
      windowAt = offset;
    }

    private Seal use(int number) throws IOException {
      if (number != current || seal == null) {
        close(reader);
        reader = null;
        current = -1;
        window = new byte[0];
        windowAt = 0;
        expected = -1;
        Pack pack = packs.get(number);
        reader = store.open(pack.name());
        seal = pack.seals().get();
        current = number;
      }
      return seal;
    }

    private static void close(SnapshotStore.@Nullable Reader reader) throws IOException {
      if (reader != null) {
        reader.close();
      }
    }

    @Override
    public void close() throws IOException {
      opener.close();
      for (Reading elsewhere : followed.values()) {
        elsewhere.close();
      }
      close(reader);
      reader = null;
    }
  }
}
