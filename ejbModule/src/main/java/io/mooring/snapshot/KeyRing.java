package io.mooring.snapshot;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Keys that wrap other keys: the first is the current one, the others are older. */
public final class KeyRing {
  private static final int ID_BYTES = 16;

  private final List<byte[]> keys;

  private KeyRing(List<byte[]> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Reads keys in base64 with white space between; empty when one is no key, or there is none. */
  public static Optional<KeyRing> parse(String text) {
    List<byte[]> keys = new ArrayList<>();
    for (String word : text.strip().split("\\s+", -1)) {
      try {
        byte[] key = Base64.getDecoder().decode(word);
        if (key.length != Aead.KEY_BYTES) {
          return Optional.empty();
        }
        keys.add(key);
      } catch (IllegalArgumentException e) {
        return Optional.empty(); // whoever asks says so without the text, which may be a secret
      }
    }
    return Optional.of(new KeyRing(keys));
  }

  /** A new key, as {@link #parse} reads it. */
  static String generate() {
    return Base64.getEncoder().encodeToString(Aead.newKey());
  }

  /** The current key's name, which tells nothing of the key. */
  String currentId() {
    return id(keys.get(0));
  }

  byte[] wrap(byte[] dataKey, String tenant, String name) {
    return Aead.seal(keys.get(0), dataKey, "mooring-data-key", tenant, name);
  }

  /**
   * Opens a wrapped key with the key that has wrapped it.
   *
   * @throws SnapshotFailure unreadable, when that key is not configured any more
   */
  byte[] unwrap(byte[] wrapped, String wrappedBy, String tenant, String name) {
    byte[] key =
        keys.stream()
            .filter(known -> id(known).equals(wrappedBy))
            .findFirst()
            .orElseThrow(() -> SnapshotFailure.unreadable(null));
    return Aead.open(key, wrapped, "mooring-data-key", tenant, name);
  }

  private static String id(byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("mooring-key-id".getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(key), ID_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
