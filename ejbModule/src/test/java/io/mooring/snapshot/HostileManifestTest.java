package io.mooring.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import io.mooring.snapshot.HostileManifest.Refused;
import io.mooring.snapshot.HostileManifest.Restored;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.ManifestFile;
import io.mooring.snapshot.restore.Staged;
import io.mooring.snapshot.store.MemoryStore;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each of {@link HostileManifests}: brought back, checked and downloaded, it changes nothing
 * outside of the new directory, and is refused with a reason or harmless.
 */
class HostileManifestTest {
  @TempDir Path directory;
  private final MemoryStore store = new MemoryStore(false);
  private Path beside;
  private Path outside;

  @BeforeEach
  void directoriesWithSomethingToLose() throws IOException {
    beside = Files.createDirectory(directory.resolve("beside"));
    Trees.file(beside, "target/precious", new byte[] {1});
    Trees.file(beside, "victim", new byte[] {2});
    outside = Files.createDirectory(directory.resolve("outside"));
    Trees.file(outside, "victim", new byte[] {3});
  }

  static Stream<HostileManifest> cases() {
    return Stream.concat(HostileManifests.all(), HostileManifests.contents());
  }

  @Test
  void thereAreAtLeastSixty() {
    assertThat(cases().map(HostileManifest::name))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThanOrEqualTo(60);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nothingEscapes(HostileManifest hostile) throws IOException {
    Map<String, String> before = around();
    Manifest manifest = forged(hostile);
    SnapshotKit kit = new SnapshotKit(store).with(hostile.limits());

    if (hostile.treatment() instanceof Refused refused) {
      assertThatThrownBy(() -> kit.restore(manifest, beside.resolve("target")))
          .isInstanceOf(refused.kind())
          .hasMessageContaining(refused.why())
          .satisfies(HostileManifestTest::isShownEscaped);
      assertThatThrownBy(() -> kit.verify(manifest.snapshot())).isInstanceOf(refused.kind());
      assertThatThrownBy(() -> download(hostile, OutputStream.nullOutputStream()))
          .isInstanceOf(refused.kind());
    } else if (hostile.treatment() instanceof Restored restored) {
      Staged staged = kit.restore(manifest, beside.resolve("target"));
      assertThat(Trees.describe(staged.directory())).containsOnlyKeys(restored.names());
      assertThat(staged.outsideLinks())
          .allSatisfy(link -> assertThat(link.chars()).noneMatch(Character::isISOControl));
      kit.verify(manifest.snapshot());
      theArchiveHasTheSameNames(hostile, staged);
      delete(staged.directory());
    }

    assertThat(around()).isEqualTo(before);
  }

  private Manifest forged(HostileManifest hostile) throws IOException {
    try (Forge forge = new Forge(store, SnapshotKit.KEYS)) {
      forge.chunk(new byte[] {1});
      Manifest manifest = hostile.forging().with(forge, outside);
      byte[] sealed = ManifestFile.seal(SnapshotKit.KEYS, manifest);
      try (SnapshotStore.Writer writer =
          store.create(
              new ObjectName(manifest.tenant(), ObjectName.Kind.MANIFEST, manifest.snapshot()))) {
        writer.write(sealed, 0, sealed.length);
        writer.commit();
      }
      return manifest;
    }
  }

  /** All that a restore must not touch, and what must not be left beside it. */
  private Map<String, String> around() throws IOException {
    Map<String, String> around = Trees.describe(directory);
    // A directory was made in it and removed.
    around.remove("beside/");
    return around;
  }

  private void download(HostileManifest hostile, OutputStream to) throws IOException {
    try (SnapshotArchive archive =
        new SnapshotArchive(
            "forged",
            "ses_forged",
            OpenedSnapshot.open(store, SnapshotKit.KEYS, "forged", hostile.limits()))) {
      archive.writeTo(to);
    }
  }

  private void theArchiveHasTheSameNames(HostileManifest hostile, Staged staged)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    download(hostile, bytes);
    TreeSet<String> names = new TreeSet<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new ZstdInputStream(new ByteArrayInputStream(bytes.toByteArray())),
            StandardCharsets.ISO_8859_1.name())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    assertThat(names)
        .hasSize((int) staged.entries())
        .allSatisfy(name -> assertThat(name).doesNotStartWith("/").isNotEqualTo(".."));
  }

  private static void isShownEscaped(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at.getMessage() != null && at.getClass().getName().startsWith("io.mooring.")) {
        assertThat(at.getMessage().codePoints())
            .noneMatch(Character::isISOControl)
            .noneMatch(cp -> Character.getType(cp) == Character.FORMAT)
            .noneMatch(cp -> Character.getType(cp) == Character.LINE_SEPARATOR);
        assertThat(at.getMessage()).hasSizeLessThan(500);
      }
    }
  }

  private static void delete(Path made) throws IOException {
    try (Stream<Path> all = Files.walk(made)) {
      for (Path path : (Iterable<Path>) all.sorted(java.util.Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }
}
