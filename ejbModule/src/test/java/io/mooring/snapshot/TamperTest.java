package io.mooring.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.StoreException;
import io.mooring.snapshot.upkeep.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a stored byte is found. */
class TamperTest {
  @TempDir Path directory;
  private Path workdir;
  private DirectoryStore store;
  private SnapshotKit kit;
  private Captured captured;

  @BeforeEach
  void aSmallSnapshot() throws IOException {
    workdir = directory.resolve("work");
    store = new DirectoryStore(directory.resolve("store"));
    kit = new SnapshotKit(store);
    Trees.file(workdir, "a/file", "some content".getBytes(StandardCharsets.UTF_8));
    Trees.file(workdir, "other", "other content".repeat(20).getBytes(StandardCharsets.UTF_8));
    captured = kit.capture(workdir, "snap");
  }

  private List<Path> objects(String kind) throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("store/default").resolve(kind))) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private void isFound() {
    assertThatThrownBy(
            () ->
                new Verification(store, SnapshotKit.KEYS, RestoreLimits.DEFAULT)
                    .verify("snap", captured.fingerprint()))
        .isInstanceOfAny(SnapshotDamaged.class, StoreException.class);
  }

  @Test
  void everyFlippedByteIsFound() throws IOException {
    int flipped = 0;
    for (String kind : List.of("pack", "manifest")) {
      for (Path file : objects(kind)) {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (bytes[i] ^ (1 << (i % 8)));
          Files.write(file, bytes);
          isFound();
          bytes[i] = (byte) (bytes[i] ^ (1 << (i % 8)));
          flipped++;
        }
        Files.write(file, bytes);
      }
    }
    assertThat(flipped).isGreaterThan(800);
    assertThat(kit.verify("snap")).isEqualTo(captured.manifest());
  }

  @Test
  void everyFlippedByteOfAPackIsFoundByARestore() throws IOException {
    for (Path file : objects("pack")) {
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < bytes.length; i += 3) {
        bytes[i] ^= 0x40;
        Files.write(file, bytes);
        assertThatThrownBy(() -> kit.restore(captured.manifest(), directory.resolve("target")))
            .isInstanceOfAny(SnapshotDamaged.class, StoreException.class);
        bytes[i] ^= 0x40;
      }
      Files.write(file, bytes);
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(p -> p.getFileName().toString())).isSubsetOf("work", "store");
    }
  }

  @Test
  void whatIsCutOrExtendedIsFound() throws IOException {
    for (String kind : List.of("pack", "manifest")) {
      for (Path file : objects(kind)) {
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length += 7) {
          Files.write(file, Arrays.copyOf(bytes, length));
          isFound();
        }
        for (int more : new int[] {1, 8, 1_000}) {
          Files.write(file, Arrays.copyOf(bytes, bytes.length + more));
          isFound();
        }
        Files.write(file, bytes);
      }
    }
    kit.verify("snap");
  }

  @Test
  void aMissingPackIsFound() throws IOException {
    for (Path file : objects("pack")) {
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      isFound();
      Files.write(file, bytes);
    }
    kit.verify("snap");
  }

  @Test
  void anotherKeyOpensNothing() {
    for (TenantKeys keys :
        List.of(
            SnapshotKit.keys(SnapshotKit.TENANT, 2),
            new TenantKeys(SnapshotKit.TENANT, new byte[32], new byte[32]))) {
      assertThatThrownBy(() -> Manifests.open(store, keys, "snap"))
          .isInstanceOf(SnapshotDamaged.class);
      assertThatThrownBy(
              () ->
                  new SnapshotKit(store)
                      .restore(keys, captured.manifest(), directory.resolve("target")))
          .isInstanceOf(SnapshotDamaged.class);
    }
  }

  @Test
  void aPackUnderAnotherNameIsFound() throws IOException {
    List<Path> packs = objects("pack");
    byte[] first = Files.readAllBytes(packs.get(0));
    byte[] second = Files.readAllBytes(packs.get(1));

    Files.write(packs.get(0), second);
    Files.write(packs.get(1), first);

    isFound();
  }

  @Test
  void aManifestOfAnotherSnapshotIsFound() throws IOException {
    Trees.file(workdir, "more", new byte[] {1});
    kit.capture(workdir, "late");
    Path late = directory.resolve("store/default/manifest/te/late");
    Path snap = directory.resolve("store/default/manifest/ap/snap");

    Files.copy(late, snap, StandardCopyOption.REPLACE_EXISTING);

    isFound();
  }

  @Test
  void anEarlierManifestUnderTheSameNameIsFoundByItsFingerprint() throws IOException {
    Path snap = directory.resolve("store/default/manifest/ap/snap");
    byte[] earlier = Files.readAllBytes(snap);
    Files.delete(snap);
    Trees.file(workdir, "more", new byte[] {1});
    captured = kit.capture(workdir, "snap");

    Files.write(snap, earlier);

    assertThat(kit.verify("snap")).isNotEqualTo(captured.manifest());
    isFound();
  }

  @Test
  void whatAnotherTenantStoredIsFoundEvenUnderTheSameKeys() throws IOException {
    TenantKeys other = new TenantKeys("other", key(0, 1), key(1, 1));
    Path theirs = directory.resolve("store/other");
    copy(directory.resolve("store/default"), theirs);

    assertThatThrownBy(() -> Manifests.open(store, other, "snap"))
        .isInstanceOf(SnapshotDamaged.class);
    Manifest own = captured.manifest();
    Manifest claimed =
        new Manifest(
            own.format(),
            own.version(),
            "other",
            own.snapshot(),
            own.takenAtMillis(),
            own.totals(),
            own.packs(),
            own.tree(),
            own.conversation(),
            own.skipped());
    assertThatThrownBy(() -> kit.restore(other, claimed, directory.resolve("target")))
        .isInstanceOf(SnapshotDamaged.class);
  }

  /** The bytes of {@link SnapshotKit#KEYS}. */
  private static byte[] key(int at, int value) {
    byte[] key = new byte[32];
    key[at] = (byte) value;
    return key;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
