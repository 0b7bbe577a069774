package io.mooring.snapshot.pack;

import io.mooring.snapshot.chunk.ChunkSealer;
import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.ChunkId;
import io.mooring.snapshot.format.Seal;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** What is in a pack, as the pack's own end tells it. */
final class PackIndex {
  static final byte[] MAGIC = {'M', 'R', 'P', 'K', 0, 1, 0, 0};
  static final byte[] END_MAGIC = {'M', 'R', 'P', 'E'};
  static final int HEADER_BYTES = MAGIC.length + Seal.SALT_BYTES;
  static final int TRAILER_BYTES = Integer.BYTES + END_MAGIC.length;
  static final String PURPOSE = "pack";

  /** Of one pack: its index stays below 3 MiB. */
  static final int MOST_BLOBS = 65_536;

  private static final int BLOB_BYTES = ChunkId.BYTES + 2 * Integer.BYTES;

  /**
   * A sealed chunk in its pack.
   *
   * @param stored length in the pack
   */
  record Blob(Chunk chunk, long offset, int stored) {}

  private final byte[] salt;
  private final List<Blob> blobs;

  private PackIndex(byte[] salt, List<Blob> blobs) {
    this.salt = salt;
    this.blobs = blobs;
  }

  /** Makes what opens the pack's chunks, for a thread; holds on to the salt alone. */
  Supplier<Seal> sealing(TenantKeys keys) {
    byte[] own = salt;
    return () -> new Seal(keys, PURPOSE, own);
  }

  /** In the order in which they lie, without gaps from {@link #HEADER_BYTES} on. */
  List<Blob> blobs() {
    return blobs;
  }

  /** Where the last one ends. */
  long end() {
    if (blobs.isEmpty()) {
      return HEADER_BYTES;
    }
    Blob last = blobs.get(blobs.size() - 1);
    return last.offset() + last.stored();
  }

  static byte[] header(byte[] salt) {
    return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).put(salt).array();
  }

  /** The sealed index and the trailer: all that follows the last blob. */
  static byte[] end(TenantKeys keys, String pack, byte[] salt, List<Blob> blobs, long offset) {
    ByteBuffer plain = ByteBuffer.allocate(blobs.size() * BLOB_BYTES);
    for (Blob blob : blobs) {
      blob.chunk().id().write(plain);
      plain.putInt(blob.stored()).putInt(blob.chunk().length());
    }
    byte[] sealed = new byte[plain.capacity() + Seal.OVERHEAD_BYTES];
    int length =
        new Seal(keys, PURPOSE, salt)
            .seal(data(keys, pack, offset), plain.array(), plain.capacity(), sealed);
    return ByteBuffer.allocate(length + TRAILER_BYTES)
        .put(sealed, 0, length)
        .putInt(length)
        .put(END_MAGIC)
        .array();
  }

  /** Reads the header and the end of a pack. */
  static PackIndex read(TenantKeys keys, String pack, SnapshotStore.Reader reader)
      throws IOException {
    long size = reader.size();
    if (size < HEADER_BYTES + Seal.OVERHEAD_BYTES + TRAILER_BYTES) {
      throw new SnapshotDamaged("too short for a pack");
    }
    byte[] header = reader.read(0, HEADER_BYTES);
    ByteBuffer trailer = ByteBuffer.wrap(reader.read(size - TRAILER_BYTES, TRAILER_BYTES));
    int length = trailer.getInt();
    long offset = size - TRAILER_BYTES - length;
    if (!Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || !trailer.equals(ByteBuffer.wrap(END_MAGIC))
        || length < Seal.OVERHEAD_BYTES
        || length > MOST_BLOBS * BLOB_BYTES + Seal.OVERHEAD_BYTES
        || offset < HEADER_BYTES) {
      throw new SnapshotDamaged("no pack of version 1, or cut off");
    }
    byte[] salt = Arrays.copyOfRange(header, MAGIC.length, HEADER_BYTES);
    byte[] sealed = reader.read(offset, length);
    byte[] plain = new byte[length];
    int opened =
        new Seal(keys, PURPOSE, salt).open(data(keys, pack, offset), sealed, 0, length, plain);
    return new PackIndex(salt, blobs(ByteBuffer.wrap(plain, 0, opened), offset));
  }

  private static List<Blob> blobs(ByteBuffer plain, long end) throws SnapshotDamaged {
    List<Blob> blobs = new ArrayList<>(plain.remaining() / BLOB_BYTES);
    long at = HEADER_BYTES;
    while (plain.remaining() >= BLOB_BYTES) {
      ChunkId id = ChunkId.read(plain);
      int stored = plain.getInt();
      int length = plain.getInt();
      if (length <= 0
          || length > Chunk.MAX_BYTES
          || stored <= ChunkSealer.OVERHEAD_BYTES
          || stored > Chunk.MAX_BYTES + ChunkSealer.OVERHEAD_BYTES) {
        throw new SnapshotDamaged("a pack's index with an impossible length");
      }
      blobs.add(new Blob(new Chunk(id, length), at, stored));
      at += stored;
    }
    if (plain.hasRemaining() || at != end) {
      throw new SnapshotDamaged("a pack whose index and length disagree");
    }
    return blobs;
  }

  private static byte[] data(TenantKeys keys, String pack, long offset) {
    byte[] start = Seal.data(keys, "index", pack);
    return ByteBuffer.allocate(start.length + Long.BYTES).put(start).putLong(offset).array();
  }
}
