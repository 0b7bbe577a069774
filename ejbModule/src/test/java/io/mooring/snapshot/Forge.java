package io.mooring.snapshot;

import io.mooring.snapshot.chunk.ChunkSealer;
import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.EntryWriter;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.Seal;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.PackWriter;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes snapshots, authentic in every byte, that no capture would make. */
public final class Forge implements AutoCloseable {
  private final ExecutorService committing = Executors.newSingleThreadExecutor();
  private final byte[] salt = Seal.newSalt();
  private final TenantKeys keys;
  private final ChunkSealer sealer;
  private final PackWriter packs;
  private final List<Manifest.TreeChunk> tree = new ArrayList<>();
  private long entries;
  private long files;
  private long bytes;

  public Forge(SnapshotStore store, TenantKeys keys) {
    this.keys = keys;
    sealer = new ChunkSealer(keys, salt, 1);
    packs =
        new PackWriter(
            store, keys, salt, () -> UUID.randomUUID().toString().replace("-", ""), committing);
  }

  public Chunk chunk(byte[] content) throws IOException {
    Chunk chunk = sealer.name(content, 0, content.length);
    return chunkUnder(chunk, content);
  }

  /** Seals content that {@code chunk} may not tell the truth about. */
  public Chunk chunkUnder(Chunk chunk, byte[] content) throws IOException {
    byte[] enough = java.util.Arrays.copyOf(content, Math.max(content.length, chunk.length()));
    int length = sealer.seal(chunk, enough, 0);
    packs.append(chunk, sealer.sealed(), length);
    return chunk;
  }

  /** A chunk whose plaintext is given as it is, its first byte among it. */
  public Chunk chunkOf(Chunk chunk, byte[] plain) throws IOException {
    byte[] sealed = new byte[plain.length + Seal.OVERHEAD_BYTES];
    int length =
        new Seal(keys, "pack", salt).seal(Seal.chunkData(keys, chunk), plain, plain.length, sealed);
    packs.append(chunk, sealed, length);
    return chunk;
  }

  public Entry.File file(String path, String content) throws IOException {
    byte[] utf8 = content.getBytes(StandardCharsets.UTF_8);
    return new Entry.File(path, 0644, 1_000, utf8.length, null, false, List.of(chunk(utf8)));
  }

  public Forge segment(String json) throws IOException {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    tree.add(Manifest.TreeChunk.of(chunk(utf8)));
    return this;
  }

  /** A segment whose chunk is there already. */
  public Forge segmentOf(Chunk chunk) {
    tree.add(Manifest.TreeChunk.of(chunk));
    return this;
  }

  public Forge entries(Iterable<Entry> all) throws IOException {
    EntryWriter writer =
        new EntryWriter(segment -> tree.add(Manifest.TreeChunk.of(chunk(segment))));
    for (Entry entry : all) {
      entries++;
      if (entry instanceof Entry.File file) {
        files++;
        bytes += file.size();
      }
      writer.write(entry);
    }
    writer.finish();
    return this;
  }

  public Manifest manifest() throws IOException {
    return manifest(new Manifest.Totals(entries, files, bytes, 0, 0, 0));
  }

  public Manifest manifest(Manifest.Totals totals) throws IOException {
    return new Manifest(
        Manifest.FORMAT,
        Manifest.VERSION,
        keys.tenant(),
        "forged",
        0,
        totals,
        packs.finish().stream().sorted().toList(),
        tree,
        List.of(),
        List.of());
  }

  @Override
  public void close() throws IOException {
    sealer.close();
    packs.close();
    committing.shutdownNow();
  }
}
