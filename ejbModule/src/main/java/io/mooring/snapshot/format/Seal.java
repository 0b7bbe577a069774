package io.mooring.snapshot.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM under the key of one object or one capture: {@code nonce(12) ciphertext tag(16)} with
 * a random nonce. What is sealed where is told by associated data: a label, the tenant and the
 * place, each with its length. One instance is for one thread.
 */
public final class Seal {
  public static final int NONCE_BYTES = 12;
  public static final int TAG_BYTES = 16;

  /** What sealing adds to a plaintext. */
  public static final int OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

  public static final int SALT_BYTES = 32;

  /**
   * Java compiles its GCM only after many calls and takes one large call at 30 MB/s until then; in
   * pieces it is at full speed within the first megabytes (measured on 17.0.15).
   */
  private static final int PIECE_BYTES = 16 * 1024;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKey key;
  private final Cipher cipher;
  private final byte[] nonce = new byte[NONCE_BYTES];

  /**
   * @param purpose "pack" or "manifest"
   * @param salt 32 random bytes that lie beside what is sealed
   */
  public Seal(TenantKeys keys, String purpose, byte[] salt) {
    key = keys.sealingKey("mooring/1/" + purpose, salt);
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no AES-GCM", e);
    }
  }

  public static byte[] newSalt() {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return salt;
  }

  /** The associated data of a chunk: it fits no other tenant, content or length. */
  public static byte[] chunkData(TenantKeys keys, Chunk chunk) {
    byte[] start = data(keys, "chunk", "");
    ByteBuffer data = ByteBuffer.allocate(start.length + ChunkId.BYTES + Integer.BYTES).put(start);
    chunk.id().write(data);
    return data.putInt(chunk.length()).array();
  }

  /** {@code "mooring/1/" what} 0, the tenant and the place, each after its length as u16. */
  public static byte[] data(TenantKeys keys, String what, String place) {
    byte[] label = ("mooring/1/" + what + '\0').getBytes(StandardCharsets.US_ASCII);
    byte[] tenant = keys.tenant().getBytes(StandardCharsets.UTF_8);
    byte[] at = place.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(label.length + tenant.length + at.length + 2 * Short.BYTES)
        .put(label)
        .putShort((short) tenant.length)
        .put(tenant)
        .putShort((short) at.length)
        .put(at)
        .array();
  }

  /**
   * Seals {@code length} bytes from the start of {@code plain} into the start of {@code sealed}.
   *
   * @return the sealed length, {@link #OVERHEAD_BYTES} more
   */
  public int seal(byte[] data, byte[] plain, int length, byte[] sealed) {
    RANDOM.nextBytes(nonce);
    System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
      cipher.updateAAD(data);
      return NONCE_BYTES + pieces(plain, 0, length, sealed, NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("can't seal", e);
    }
  }

  /**
   * Opens {@code length} bytes from {@code offset} on into the start of {@code plain}.
   *
   * @return the length of the plaintext
   */
  public int open(byte[] data, byte[] sealed, int offset, int length, byte[] plain)
      throws SnapshotDamaged {
    if (length < OVERHEAD_BYTES) {
      throw new SnapshotDamaged("too short for anything sealed");
    }
    try {
      cipher.init(
          Cipher.DECRYPT_MODE,
          key,
          new GCMParameterSpec(8 * TAG_BYTES, sealed, offset, NONCE_BYTES));
      cipher.updateAAD(data);
      return pieces(sealed, offset + NONCE_BYTES, length - NONCE_BYTES, plain, 0);
    } catch (AEADBadTagException e) {
      throw new SnapshotDamaged("not sealed with this key for this place, or changed since", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("can't open", e);
    }
  }

  private int pieces(byte[] from, int offset, int length, byte[] to, int at)
      throws GeneralSecurityException {
    int done = 0;
    int written = 0;
    while (length - done > PIECE_BYTES) {
      written += cipher.update(from, offset + done, PIECE_BYTES, to, at + written);
      done += PIECE_BYTES;
    }
    return written + cipher.doFinal(from, offset + done, length - done, to, at + written);
  }
}
