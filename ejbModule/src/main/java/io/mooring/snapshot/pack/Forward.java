package io.mooring.snapshot.pack;

import io.mooring.snapshot.format.Seal;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the chunks of a rewritten pack are that some snapshot needed then: names of packs, none of
 * them the pack's own; none at all when nobody needed a chunk. Sealed for its tenant and the old
 * pack's name.
 */
public record Forward(String pack, List<String> to) {
  /** The live chunks of one pack go to few. */
  static final int MOST = 64;

  private static final byte[] MAGIC = {'M', 'R', 'F', 'W', 0, 1, 0, 0};
  private static final int HEADER_BYTES = MAGIC.length + Seal.SALT_BYTES;
  private static final int MOST_BYTES = 16 * 1024;
  private static final String PURPOSE = "forward";

  public Forward {
    to = List.copyOf(to);
    if (to.size() > MOST || to.contains(pack)) {
      throw new IllegalArgumentException("a pack is forwarded to at most " + MOST + " others");
    }
  }

  static ObjectName name(TenantKeys keys, String pack) {
    return new ObjectName(keys.tenant(), Kind.FORWARD, pack);
  }

  /** Stores it; when there is one already, that one stays. Whether this one was stored. */
  public boolean store(SnapshotStore store, TenantKeys keys) throws IOException {
    byte[] plain = String.join("\n", to).getBytes(StandardCharsets.US_ASCII);
    byte[] salt = Seal.newSalt();
    byte[] sealed = new byte[plain.length + Seal.OVERHEAD_BYTES];
    int length =
        new Seal(keys, PURPOSE, salt)
            .seal(Seal.data(keys, PURPOSE, pack), plain, plain.length, sealed);
    byte[] file =
        ByteBuffer.allocate(HEADER_BYTES + length)
            .put(MAGIC)
            .put(salt)
            .put(sealed, 0, length)
            .array();
    try (SnapshotStore.Writer writer = store.create(name(keys, pack))) {
      writer.write(file, 0, file.length);
      writer.commit();
      return true;
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.EXISTS) {
        return false;
      }
      throw e;
    }
  }

  /** That of a pack, if it was rewritten. */
  public static Optional<Forward> find(SnapshotStore store, TenantKeys keys, String pack)
      throws IOException {
    byte[] file;
    try (SnapshotStore.Reader reader = store.open(name(keys, pack))) {
      if (reader.size() > MOST_BYTES) {
        throw new SnapshotDamaged("a forward of an impossible length");
      }
      file = reader.read(0, (int) reader.size());
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.MISSING) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(new Forward(pack, open(keys, pack, file)));
  }

  private static List<String> open(TenantKeys keys, String pack, byte[] file)
      throws SnapshotDamaged {
    if (file.length < HEADER_BYTES + Seal.OVERHEAD_BYTES
        || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new SnapshotDamaged("no forward of version 1");
    }
    byte[] salt = Arrays.copyOfRange(file, MAGIC.length, HEADER_BYTES);
    byte[] plain = new byte[file.length];
    int length =
        new Seal(keys, PURPOSE, salt)
            .open(
                Seal.data(keys, PURPOSE, pack),
                file,
                HEADER_BYTES,
                file.length - HEADER_BYTES,
                plain);
    List<String> to = new ArrayList<>();
    if (length == 0) {
      return to;
    }
    for (String name : new String(plain, 0, length, StandardCharsets.US_ASCII).split("\n", -1)) {
      if (!ObjectName.isId(name) || name.equals(pack) || to.size() == MOST) {
        throw new SnapshotDamaged("a forward to what is no pack");
      }
      to.add(name);
    }
    return to;
  }
}
