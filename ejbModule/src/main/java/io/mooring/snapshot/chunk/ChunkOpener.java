package io.mooring.snapshot.chunk;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.ChunkId;
import io.mooring.snapshot.format.Seal;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import javax.crypto.Mac;

/**
 * Opens sealed chunks and proves each three times: by its tag, by its length, by its name. The
 * length is a hard limit, whatever a zstd frame claims. One instance is for one thread.
 */
public final class ChunkOpener implements AutoCloseable {
  private final TenantKeys keys;
  private final Mac mac;
  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
  private byte[] plain = {};
  private int opened;
  private byte[] content = {};

  public ChunkOpener(TenantKeys keys) {
    this.keys = keys;
    mac = keys.addressing();
  }

  /**
   * Opens a chunk into the start of {@link #content}.
   *
   * @param seal of the chunk's pack
   */
  public void open(Seal seal, Chunk chunk, byte[] sealed, int offset, int length)
      throws SnapshotDamaged {
    if (chunk.length() <= 0 || chunk.length() > Chunk.MAX_BYTES) {
      throw new SnapshotDamaged("a chunk of an impossible length");
    }
    if (length <= ChunkSealer.OVERHEAD_BYTES
        || length > Chunk.MAX_BYTES + ChunkSealer.OVERHEAD_BYTES) {
      throw new SnapshotDamaged("a sealed chunk of an impossible length");
    }
    grow(Math.max(length, chunk.length()));
    opened = seal.open(Seal.chunkData(keys, chunk), sealed, offset, length, plain);
    unpack(chunk.length());
    mac.update(content, 0, chunk.length());
    if (!ChunkId.of(mac.doFinal()).equals(chunk.id())) {
      throw new SnapshotDamaged("a chunk whose content is not what it is named after");
    }
  }

  private void unpack(int length) throws SnapshotDamaged {
    if (plain[0] == ChunkSealer.RAW && opened - 1 == length) {
      System.arraycopy(plain, 1, content, 0, length);
      return;
    }
    if (plain[0] != ChunkSealer.ZSTD) {
      throw new SnapshotDamaged("a chunk of another length or packed in an unknown way");
    }
    try {
      int got = zstd.decompressByteArray(content, 0, length, plain, 1, opened - 1);
      if (got != length) {
        throw new SnapshotDamaged("a chunk shorter than it says");
      }
    } catch (ZstdException e) {
      throw new SnapshotDamaged("a chunk that does not decompress to its length", e);
    }
  }

  /**
   * Seals what was opened last for another pack, packed as it was.
   *
   * @param sealed takes it from its start on; it is as long as it was before
   * @return its length
   */
  public int sealAgain(Seal seal, Chunk chunk, byte[] sealed) {
    return seal.seal(Seal.chunkData(keys, chunk), plain, opened, sealed);
  }

  private void grow(int bytes) {
    if (plain.length < bytes) {
      plain = new byte[bytes];
      content = new byte[bytes];
    }
  }

  /** What was opened last, as many bytes as its chunk has; valid until the next. */
  public byte[] content() {
    return content;
  }

  @Override
  public void close() {
    zstd.close();
  }
}
