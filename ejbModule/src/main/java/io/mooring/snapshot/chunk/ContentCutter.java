package io.mooring.snapshot.chunk;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.TenantKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cuts large files where their content says so: FastCDC with normalised chunking (Xia et al., "The
 * Design of Fast Content-Defined Chunking for Data Deduplication Based Storage Systems", IEEE TPDS
 * 31(9), 2020, algorithm 1). Chunks are 256 KiB to 4 MiB, about 1 MiB on average. The gear table is
 * the tenant's own: with a public one the lengths of chunks would tell which known file they are.
 */
public final class ContentCutter {
  public static final int LEAST_BYTES = 256 * 1024;
  public static final int AVERAGE_BYTES = 1024 * 1024;
  public static final int MOST_BYTES = Chunk.MAX_BYTES;

  /** log2 of the average; two bits more before it is reached and two fewer after it. */
  private static final int AVERAGE_BITS = 20;

  private static final long HARD = -1L << (Long.SIZE - AVERAGE_BITS - 2);
  private static final long EASY = -1L << (Long.SIZE - AVERAGE_BITS + 2);

  private final long[] gear = new long[256];

  public ContentCutter(TenantKeys keys) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keys.cuttingSeed(), "HmacSHA256"));
      for (int i = 0; i < gear.length; i++) {
        gear[i] = ByteBuffer.wrap(mac.doFinal(new byte[] {(byte) i})).getLong();
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no HmacSHA256", e);
    }
  }

  /**
   * The length of the chunk that begins at {@code offset}.
   *
   * @param available bytes from there on: at least {@link #MOST_BYTES}, or all there are
   */
  public int cut(byte[] bytes, int offset, int available) {
    if (available <= LEAST_BYTES) {
      return available;
    }
    int end = offset + Math.min(available, MOST_BYTES);
    int normal = Math.min(end, offset + AVERAGE_BYTES);
    long hash = 0;
    int at = offset + LEAST_BYTES;
    for (; at < normal; at++) {
      hash = (hash << 1) + gear[bytes[at] & 0xFF];
      if ((hash & HARD) == 0) {
        return at + 1 - offset;
      }
    }
    for (; at < end; at++) {
      hash = (hash << 1) + gear[bytes[at] & 0xFF];
      if ((hash & EASY) == 0) {
        return at + 1 - offset;
      }
    }
    return end - offset;
  }
}
