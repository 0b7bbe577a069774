package io.mooring.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM: a format's version, a random nonce of 96 bits, the ciphertext and a tag of 128 bits.
 * What the bytes belong to is authenticated along, so they are of no use anywhere else.
 */
final class Aead {
  static final int KEY_BYTES = 32;
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Aead() {}

  static byte[] newKey() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return key;
  }

  /**
   * Encrypts.
   *
   * @param belongsTo what the bytes are and whose; the same must be said to open them
   */
  static byte[] seal(byte[] key, byte[] plain, String... belongsTo) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] secret = cipher(Cipher.ENCRYPT_MODE, key, nonce, belongsTo).doFinal(plain);
      byte[] whole = new byte[1 + NONCE_BYTES + secret.length];
      whole[0] = VERSION;
      System.arraycopy(nonce, 0, whole, 1, NONCE_BYTES);
      System.arraycopy(secret, 0, whole, 1 + NONCE_BYTES, secret.length);
      return whole;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /**
   * Decrypts what {@link #seal} made.
   *
   * @throws SnapshotFailure unreadable, when anything is not as it was
   */
  static byte[] open(byte[] key, byte[] whole, String... belongsTo) {
    if (whole.length < 1 + NONCE_BYTES + TAG_BITS / 8 || whole[0] != VERSION) {
      throw SnapshotFailure.unreadable(null);
    }
    byte[] nonce = Arrays.copyOfRange(whole, 1, 1 + NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, key, nonce, belongsTo)
          .doFinal(whole, 1 + NONCE_BYTES, whole.length - 1 - NONCE_BYTES);
    } catch (GeneralSecurityException | ProviderException e) {
      throw SnapshotFailure.unreadable(e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, String... belongsTo)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(associated(belongsTo));
    return cipher;
  }

  /** The version and each text behind its length, so that no two lists look alike. */
  private static byte[] associated(String... belongsTo) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      for (String text : belongsTo) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory has no failures
    }
    return bytes.toByteArray();
  }
}
