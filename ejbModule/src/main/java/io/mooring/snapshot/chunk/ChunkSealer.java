package io.mooring.snapshot.chunk;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.ChunkId;
import io.mooring.snapshot.format.Seal;
import io.mooring.snapshot.format.TenantKeys;
import javax.crypto.Mac;

/**
 * Names, compresses and seals chunks, with buffers that it keeps: one instance is for one thread.
 */
public final class ChunkSealer implements AutoCloseable {
  /** The first byte of a chunk's plaintext: the content follows as it is, or as one zstd frame. */
  static final byte RAW = 0;

  static final byte ZSTD = 1;

  /** What a sealed chunk takes beside its content or the frame. */
  public static final int OVERHEAD_BYTES = 1 + Seal.OVERHEAD_BYTES;

  private final TenantKeys keys;
  private final Mac mac;
  private final Seal seal;
  private final ZstdCompressCtx zstd = new ZstdCompressCtx();
  private byte[] plain = {};
  private byte[] sealed = {};

  /**
   * @param salt of the packs that the chunks go to
   * @param level of zstd, 1 to 19
   */
  public ChunkSealer(TenantKeys keys, byte[] salt, int level) {
    this.keys = keys;
    mac = keys.addressing();
    seal = new Seal(keys, "pack", salt);
    zstd.setLevel(level).setContentSize(false).setChecksum(false);
  }

  /** The chunk that this content is. */
  public Chunk name(byte[] content, int offset, int length) {
    mac.update(content, offset, length);
    return new Chunk(ChunkId.of(mac.doFinal()), length);
  }

  /** Seals the content into {@link #sealed}; how many bytes of it. */
  public int seal(Chunk chunk, byte[] content, int offset) {
    int length = chunk.length();
    int bound = 1 + (int) Zstd.compressBound(length);
    if (plain.length < bound) {
      plain = new byte[bound];
      sealed = new byte[bound + Seal.OVERHEAD_BYTES];
    }
    int packed = zstd.compressByteArray(plain, 1, plain.length - 1, content, offset, length);
    plain[0] = ZSTD;
    if (packed >= length) {
      plain[0] = RAW;
      System.arraycopy(content, offset, plain, 1, length);
      packed = length;
    }
    return seal.seal(Seal.chunkData(keys, chunk), plain, 1 + packed, sealed);
  }

  /** What was sealed last, valid until the next. */
  public byte[] sealed() {
    return sealed;
  }

  @Override
  public void close() {
    zstd.close();
  }
}
