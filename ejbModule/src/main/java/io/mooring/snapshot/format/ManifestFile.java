package io.mooring.snapshot.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A manifest as it lies in the store: a header, then its canonical JSON, compressed and sealed for
 * its tenant and its own name.
 */
public final class ManifestFile {
  /** Of the JSON and of the file: more is refused. */
  public static final int MOST_BYTES = 64 * 1024 * 1024;

  private static final byte[] MAGIC = {'M', 'R', 'M', 'F', 0, Manifest.VERSION, 0, 0};
  private static final int HEADER_BYTES = MAGIC.length + Seal.SALT_BYTES;
  private static final int LEVEL = 3;
  private static final String PURPOSE = "manifest";

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(4)
                          .maxStringLength(64 * 1024)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ManifestFile() {}

  /** Its canonical form: that of which the fingerprint is the hash. */
  public static byte[] canonical(Manifest manifest) {
    try {
      return JSON.writeValueAsBytes(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest can't be written", e);
    }
  }

  /** SHA-256 of the canonical form, 64 hexadecimal digits. */
  public static String fingerprint(Manifest manifest) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(canonical(manifest)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }

  public static byte[] seal(TenantKeys keys, Manifest manifest) {
    byte[] json = canonical(manifest);
    if (json.length > MOST_BYTES) {
      throw new IllegalArgumentException("a manifest of " + json.length + " bytes");
    }
    byte[] packed = Zstd.compress(json, LEVEL);
    byte[] plain =
        ByteBuffer.allocate(Integer.BYTES + packed.length).putInt(json.length).put(packed).array();
    byte[] salt = Seal.newSalt();
    byte[] sealed = new byte[plain.length + Seal.OVERHEAD_BYTES];
    Seal seal = new Seal(keys, PURPOSE, salt);
    int length = seal.seal(data(keys, manifest.snapshot()), plain, plain.length, sealed);
    return ByteBuffer.allocate(HEADER_BYTES + length)
        .put(MAGIC)
        .put(salt)
        .put(sealed, 0, length)
        .array();
  }

  /**
   * Reads the manifest of a snapshot.
   *
   * @throws SnapshotDamaged when it is not exactly what was written under this name
   */
  public static Manifest open(TenantKeys keys, String snapshot, byte[] file)
      throws SnapshotDamaged {
    if (file.length < HEADER_BYTES + Seal.OVERHEAD_BYTES + Integer.BYTES
        || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new SnapshotDamaged("no manifest of version " + Manifest.VERSION);
    }
    byte[] salt = Arrays.copyOfRange(file, MAGIC.length, HEADER_BYTES);
    byte[] plain = new byte[file.length];
    int length =
        new Seal(keys, PURPOSE, salt)
            .open(data(keys, snapshot), file, HEADER_BYTES, file.length - HEADER_BYTES, plain);
    byte[] json = unpack(plain, length);
    Manifest manifest = parse(json);
    if (!manifest.format().equals(Manifest.FORMAT)
        || manifest.version() != Manifest.VERSION
        || !manifest.tenant().equals(keys.tenant())
        || !manifest.snapshot().equals(snapshot)
        || !Arrays.equals(canonical(manifest), json)) {
      throw new SnapshotDamaged("a manifest of another snapshot, or not canonical");
    }
    return manifest;
  }

  private static Manifest parse(byte[] json) throws SnapshotDamaged {
    try {
      return JSON.readValue(json, Manifest.class);
    } catch (IOException | NullPointerException e) {
      throw new SnapshotDamaged("a manifest that lacks something", e);
    }
  }

  private static byte[] data(TenantKeys keys, String snapshot) {
    return Seal.data(keys, PURPOSE, snapshot);
  }

  private static byte[] unpack(byte[] plain, int length) throws SnapshotDamaged {
    int declared = ByteBuffer.wrap(plain).getInt();
    if (declared < 0 || declared > MOST_BYTES) {
      throw new SnapshotDamaged("a manifest of an impossible length");
    }
    byte[] json = new byte[declared];
    try {
      long got =
          Zstd.decompressByteArray(json, 0, declared, plain, Integer.BYTES, length - Integer.BYTES);
      if (got != declared) {
        throw new SnapshotDamaged("a manifest shorter than it says");
      }
      return json;
    } catch (ZstdException e) {
      throw new SnapshotDamaged("a manifest that does not decompress to its length", e);
    }
  }
}
