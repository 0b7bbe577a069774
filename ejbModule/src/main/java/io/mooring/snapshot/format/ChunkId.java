package io.mooring.snapshot.format;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;

/** HMAC-SHA-256 of a chunk's content under the tenant's address key: 32 bytes. */
public record ChunkId(long a, long b, long c, long d) {
  public static final int BYTES = 32;

  private static final int TEXT_CHARS = 43;

  public static ChunkId of(byte[] bytes) {
    return read(ByteBuffer.wrap(bytes));
  }

  /** Takes 32 bytes, big-endian. */
  public static ChunkId read(ByteBuffer from) {
    return new ChunkId(from.getLong(), from.getLong(), from.getLong(), from.getLong());
  }

  public void write(ByteBuffer to) {
    to.putLong(a).putLong(b).putLong(c).putLong(d);
  }

  public byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    write(bytes);
    return bytes.array();
  }

  /** Base64url without padding, 43 characters: as manifests have it. */
  public String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
  }

  static ChunkId parse(String text) throws SnapshotDamaged {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (text.length() == TEXT_CHARS && bytes.length == BYTES) {
        return of(bytes);
      }
    } catch (IllegalArgumentException e) {
      throw new SnapshotDamaged("a chunk id is no base64url", e);
    }
    throw new SnapshotDamaged("a chunk id is not 32 bytes long");
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }
}
