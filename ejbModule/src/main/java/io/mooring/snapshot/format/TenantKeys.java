package io.mooring.snapshot.format;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two keys of a tenant, unwrapped: the data key seals, the address key names chunks by their
 * content. Neither is ever used as it is for two purposes; {@code toString} shows none of them.
 */
public final class TenantKeys {
  /** Of either key. */
  public static final int KEY_BYTES = 32;

  private static final String HMAC = "HmacSHA256";
  private static final byte[] GEAR_LABEL = "mooring/1/gear".getBytes(StandardCharsets.US_ASCII);

  private final String tenant;
  private final SecretKey dataKey;
  private final byte[] addressKey;

  /**
   * @param dataKey 32 bytes, copied
   * @param addressKey 32 bytes, copied
   */
  public TenantKeys(String tenant, byte[] dataKey, byte[] addressKey) {
    if (tenant.isEmpty() || dataKey.length != KEY_BYTES || addressKey.length != KEY_BYTES) {
      throw new IllegalArgumentException("a tenant and two keys of 32 bytes are needed");
    }
    this.tenant = tenant;
    this.dataKey = new SecretKeySpec(dataKey, HMAC);
    this.addressKey = addressKey.clone();
  }

  public String tenant() {
    return tenant;
  }

  /** A MAC under the address key: of a chunk's content it is the chunk's id. Not thread-safe. */
  public Mac addressing() {
    return mac(new SecretKeySpec(addressKey, HMAC));
  }

  /**
   * The key of one object or of one capture's packs: HMAC-SHA-256(data key, label, 0, salt), so
   * that no key ever seals more than one capture's chunks.
   */
  SecretKey sealingKey(String label, byte[] salt) {
    Mac mac = mac(dataKey);
    mac.update(label.getBytes(StandardCharsets.US_ASCII));
    mac.update((byte) 0);
    return new SecretKeySpec(mac.doFinal(salt), "AES");
  }

  /** 32 bytes from which the cutting of large files is made: without them it tells nothing. */
  public byte[] cuttingSeed() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(GEAR_LABEL);
      return sha.digest(addressKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }

  private static Mac mac(SecretKey key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no " + HMAC, e);
    }
  }

  @Override
  public String toString() {
    return "TenantKeys[" + tenant + "]";
  }
}
