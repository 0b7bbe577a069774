package io.mooring.snapshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.Trees;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.StoredObject;
import io.mooring.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stat proves, and what it doesn't. */
class UnchangedTest {
  private static final int FILES = 300;

  @TempDir Path directory;
  private Path workdir;
  private DirectoryStore store;
  private CaptureOptions options = CaptureOptions.DEFAULT;

  @BeforeEach
  void aTree() throws IOException {
    workdir = directory.resolve("work");
    store = new DirectoryStore(directory.resolve("store"));
    for (int i = 0; i < FILES; i++) {
      Trees.file(workdir, "d" + i / 50 + "/f" + i, random(i * 13, i));
    }
    Trees.file(workdir, "large", random(3_000_000, 5));
  }

  private static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** An hour later, so that no file's time is too young to be trusted. */
  private Captured capture(String snapshot, Manifest base, List<Manifest> others)
      throws IOException {
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    return new Capture(store, SnapshotKit.KEYS, options, later, Ticker.SYSTEM, SnapshotKit.THREADS)
        .run(workdir, snapshot, base, others);
  }

  private Captured first() throws IOException {
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    return new Capture(store, SnapshotKit.KEYS, options, later, Ticker.SYSTEM, SnapshotKit.THREADS)
        .run(workdir, "first");
  }

  @Test
  void costsNoReadAndNoPack() throws IOException {
    Captured first = first();
    Captured second = capture("second", first.manifest(), List.of());

    assertThat(first.filesRead()).isEqualTo(FILES + 1);
    assertThat(second.filesRead()).isZero();
    assertThat(second.bytesRead()).isZero();
    assertThat(second.manifest().packs()).isEqualTo(first.manifest().packs());
    assertThat(second.manifest().tree()).isEqualTo(first.manifest().tree());
    assertThat(second.storedBytes()).isLessThan(5_000);
    new SnapshotKit(store).verify("second");
  }

  @Test
  void aYoungFileIsReadAgain() throws IOException {
    Captured first = new SnapshotKit(store).capture(workdir, "first");

    Captured second = capture("second", first.manifest(), List.of());

    assertThat(second.filesRead()).isEqualTo(FILES + 1);
    assertThat(second.storedBytes()).isLessThan(50_000);
  }

  @Test
  void aChangeOfSizeTimeOrInodeIsSeen() throws IOException {
    Captured first = first();
    Path sameSize = workdir.resolve("d1/f60");
    FileTime time = Files.getLastModifiedTime(sameSize);
    Files.write(sameSize, random(60 * 13, 999));
    Files.setLastModifiedTime(sameSize, time);
    Path replaced = workdir.resolve("d2/f110");
    FileTime other = Files.getLastModifiedTime(replaced);
    Files.write(workdir.resolve("new"), random(110 * 13, 998));
    Files.move(workdir.resolve("new"), replaced, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(replaced, other);
    Files.delete(workdir.resolve("d3/f160"));
    Trees.file(workdir, "d3/added", random(10, 1));

    Captured second = capture("second", first.manifest(), List.of());

    assertThat(second.filesRead()).isEqualTo(3);
    var staged = new SnapshotKit(store).restore(second.manifest(), directory.resolve("target"));
    assertThat(Trees.describe(staged.directory())).isEqualTo(Trees.describe(workdir));
  }

  @Test
  void anEditAddsLittle() throws IOException {
    Captured first = first();
    byte[] large = Files.readAllBytes(workdir.resolve("large"));
    byte[] grown = new byte[large.length + 1];
    System.arraycopy(large, 0, grown, 1, large.length);
    Files.write(workdir.resolve("large"), grown);

    Captured second = capture("second", first.manifest(), List.of());

    assertThat(second.storedBytes()).isLessThan(2_200_000);
  }

  @Test
  void readingEverythingFindsWhatNoStatShows() throws IOException {
    Captured first = first();
    options = CaptureOptions.DEFAULT.withReadEverything(true);

    Captured second = capture("second", first.manifest(), List.of());

    assertThat(second.filesRead()).isEqualTo(FILES + 1);
    assertThat(second.silentChanges()).isZero();
    assertThat(second.manifest().tree()).isEqualTo(first.manifest().tree());
  }

  @Test
  void whatAnotherSnapshotHoldsIsNotStoredAgain() throws IOException {
    Captured first = first();

    Captured second = capture("second", null, List.of(first.manifest()));

    assertThat(second.filesRead()).isEqualTo(FILES + 1);
    assertThat(second.storedBytes()).isLessThan(5_000);
    new SnapshotKit(store).verify("second");
  }

  @Test
  void aBaseThatLostAPackIsNoBase() throws IOException {
    Captured first = first();
    for (StoredObject pack : new SnapshotKit(store).stored(Kind.PACK)) {
      store.delete(pack.name());
      break;
    }

    Captured second = capture("second", first.manifest(), List.of());

    assertThat(second.baseUnusable()).isTrue();
    assertThat(second.filesRead()).isEqualTo(FILES + 1);
    assertThat(new SnapshotKit(store).verify("second").takenAtMillis())
        .isGreaterThan(Instant.EPOCH.toEpochMilli());
  }
}
