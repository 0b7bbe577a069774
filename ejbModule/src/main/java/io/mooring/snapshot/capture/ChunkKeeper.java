package io.mooring.snapshot.capture;

import io.mooring.snapshot.chunk.ChunkSealer;
import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.pack.KnownChunks;
import io.mooring.snapshot.pack.PackWriter;
import java.io.IOException;

/** Stores content that is not stored yet. For one thread; what it writes to is shared. */
final class ChunkKeeper implements AutoCloseable {
  private final ChunkSealer sealer;
  private final KnownChunks known;
  private final PackWriter packs;

  ChunkKeeper(ChunkSealer sealer, KnownChunks known, PackWriter packs) {
    this.sealer = sealer;
    this.known = known;
    this.packs = packs;
  }

  Chunk keep(byte[] content, int offset, int length) throws IOException {
    Chunk chunk = sealer.name(content, offset, length);
    if (known.claim(chunk)) {
      int sealed = sealer.seal(chunk, content, offset);
      packs.append(chunk, sealer.sealed(), sealed);
    }
    return chunk;
  }

  @Override
  public void close() {
    sealer.close();
  }
}
