package io.mooring.snapshot.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.snapshot.FaultyStore;
import io.mooring.snapshot.FaultyStore.Fault;
import io.mooring.snapshot.PruneKit;
import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.Trees;
import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.pack.Forward;
import io.mooring.snapshot.pack.LivePack;
import io.mooring.snapshot.pack.PackRewriting;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.StoreException;
import io.mooring.snapshot.store.StoredObject;
import io.mooring.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PruneTest {
  @TempDir Path directory;
  private Path workdir;
  private DirectoryStore store;
  private SnapshotKit kit;
  private PruneKit prune;
  private Captured one;
  private Captured two;

  /** "two" needs two files of the ten that "one" has stored. */
  @BeforeEach
  void twoSnapshots() throws IOException {
    workdir = Files.createDirectory(directory.resolve("work"));
    store = new DirectoryStore(directory.resolve("store"));
    kit = new SnapshotKit(store);
    prune = new PruneKit(store);
    Workdirs.write(workdir, 0, 1);
    one = kit.capture(workdir, "snap1");
    Workdirs.write(workdir, 2, 2);
    two = kit.capture(workdir, "snap2", one.manifest());
    prune.keeping(Set.of("snap1", "snap2"));
  }

  private long stored(Kind kind) throws IOException {
    return kit.stored(kind).stream().mapToLong(StoredObject::bytes).sum();
  }

  private void comesBack(Captured captured) throws IOException {
    assertThat(kit.verify(captured.manifest().snapshot())).isEqualTo(captured.manifest());
    Path target = directory.resolve("target");
    Path staged = kit.restore(captured.manifest(), target).directory();
    Path version = Files.createDirectory(directory.resolve("expected" + System.nanoTime()));
    Workdirs.write(version, 0, 1);
    if (captured.equals(two)) {
      Workdirs.write(version, 2, 2);
    }
    for (int i = 0; i < Workdirs.FILES; i++) {
      Path file = Path.of("dir" + i % 3, "file" + i);
      assertThat(staged.resolve(file)).hasSameBinaryContentAs(version.resolve(file));
    }
  }

  @Test
  void nothingIsDeletedThatASnapshotNeeds() throws IOException {
    long before = stored(Kind.PACK);

    prune.run();
    prune.run();

    assertThat(stored(Kind.PACK)).isEqualTo(before);
    assertThat(kit.stored(Kind.FORWARD)).isEmpty();
    comesBack(one);
    comesBack(two);
  }

  @Test
  void aPackOfWhichLessThanHalfIsNeededIsRewritten() throws IOException {
    long before = stored(Kind.PACK);
    prune.uses().giveUp("snap1");

    prune.run();

    // Eight of the twenty files' contents are gone, and the tree that only "one" had.
    assertThat(stored(Kind.PACK)).isBetween(before - 175_000, before - 158_000);
    assertThat(kit.stored(Kind.MANIFEST)).hasSize(1);
    comesBack(two);
    assertThat(prune.survey().orphans()).isEmpty();
    assertThat(prune.marks()).isEmpty();
  }

  @Test
  void theNextCaptureUsesTheNewPackAndReadsNothing() throws IOException {
    prune.uses().giveUp("snap1");
    prune.run();
    Set<String> forwarded =
        Set.copyOf(kit.stored(Kind.FORWARD).stream().map(f -> f.name().id()).toList());

    Captured three = kit.capture(workdir, "snap3", two.manifest());

    assertThat(three.baseUnusable()).isFalse();
    assertThat(three.manifest().packs()).isNotEmpty().doesNotContainAnyElementsOf(forwarded);
    assertThat(three.storedBytes()).isLessThan(10_000);
    prune.keeping(Set.of("snap3"));
    prune.run();
    prune.run();
    assertThat(kit.stored(Kind.FORWARD)).as("nobody asks for the old names").isEmpty();
    assertThat(kit.verify("snap3")).isEqualTo(three.manifest());
  }

  @Test
  void aPackIsRewrittenAgainAndTheOldNameStillLeadsThere() throws IOException {
    prune.uses().giveUp("snap1");
    prune.run();
    // "three" needs one file of the first generation, and keeps "two" out of the way of its pack.
    Workdirs.write(workdir, 1, 3);
    kit.capture(workdir, "snap3", two.manifest());
    prune.keeping(Set.of("snap2", "snap3"));
    prune.run();
    comesBack(two);
    prune.keeping(Set.of("snap3"));

    for (int i = 0; i < 3; i++) {
      prune.run();
      kit.verify("snap3");
    }

    assertThat(prune.survey().orphans()).isEmpty();
    assertThat(stored(Kind.PACK)).isLessThan(11 * 20_500L);
  }

  @Test
  void chainsOfForwardsAreFollowed() throws IOException {
    Census census = new Census(store, SnapshotKit.KEYS);
    for (int hop = 0; hop < 4; hop++) {
      StoreSurvey survey = prune.survey();
      for (String pack : survey.users("").isEmpty() ? packs() : Set.<String>of()) {
        Map<String, LivePack> live = census.of(survey, Set.of(pack));
        rewriting(Duration.ofHours(1)).rewrite(live.values(), survey::needs);
        store.delete(new ObjectName(SnapshotKit.TENANT, Kind.PACK, pack));
      }
    }

    comesBack(one);
    comesBack(two);
    assertThat(prune.survey().orphans()).isEmpty();
  }

  private Set<String> packs() throws IOException {
    return Set.copyOf(kit.stored(Kind.PACK).stream().map(pack -> pack.name().id()).toList());
  }

  private PackRewriting rewriting(Duration longest) {
    return new PackRewriting(store, SnapshotKit.KEYS, SnapshotKit.THREADS, Ticker.SYSTEM, longest);
  }

  @Test
  void whatTookTooLongIsNotForwarded() throws IOException {
    StoreSurvey survey = prune.survey();
    Map<String, LivePack> live = new Census(store, SnapshotKit.KEYS).of(survey, packs());

    assertThatThrownBy(() -> rewriting(Duration.ZERO).rewrite(live.values(), survey::needs))
        .isInstanceOf(StoreException.class);

    assertThat(kit.stored(Kind.FORWARD)).isEmpty();
    prune.run();
    prune.run();
    assertThat(prune.survey().orphans()).isEmpty();
    comesBack(two);
  }

  @Test
  void whatWasMarkedIsKeptForTheGraceTime() throws IOException {
    prune.uses().giveUp("snap1");
    prune.mark();
    prune.later(PruneKit.GRACE.minusSeconds(60));

    assertThat(prune.deleteRipe()).isEmpty();
    comesBack(one);

    prune.later(Duration.ofSeconds(61));
    assertThat(prune.deleteRipe()).isNotEmpty();
  }

  @Test
  void aMarkIsDroppedWhenWhatItMarksIsNeededAgain() throws IOException {
    prune.uses().giveUp("snap1");
    prune.mark();
    assertThat(prune.marks()).isNotEmpty();
    prune.uses().complete("snap1");

    prune.mark();

    assertThat(prune.marks()).isEmpty();
  }

  @Test
  void aManifestIsNoOrphanWhileItsSnapshotIsBeingTaken() throws IOException {
    prune.uses().take("snap3", "snap");
    kit.capture(workdir, "snap3", two.manifest());
    prune.mark();
    prune.later(PruneKit.GRACE.plusSeconds(1));

    assertThat(prune.deleteRipe()).isEmpty();
    kit.verify("snap3");
  }

  @Test
  void whatARunningCaptureBuildsOnIsKeptThoughItWasGivenUp() throws IOException {
    prune.uses().take("snap3", "snap");
    prune.keeping(Set.of());

    prune.run();
    prune.run();

    comesBack(two);
    assertThat(prune.survey().orphans())
        .contains(manifest("snap1"))
        .doesNotContain(manifest("snap2"));
  }

  private static ObjectName manifest(String snapshot) {
    return new ObjectName(SnapshotKit.TENANT, Kind.MANIFEST, snapshot);
  }

  /** What another node's capture has stored has no name yet. */
  @Test
  void packsOfARunningCaptureOutliveEveryGraceTime() throws IOException {
    PruneKit other = new PruneKit(store, prune.uses());
    prune.uses().take("snap3", "none");
    Workdirs.write(workdir, 0, 9);
    StoppingStore stopping = new StoppingStore(store);
    Thread capture =
        stopping.start(() -> new SnapshotKit(stopping).capture(workdir, "snap3", null));
    stopping.awaitManifest();

    for (PruneKit node : new PruneKit[] {prune, other}) {
      node.mark();
      assertThat(node.marks()).isNotEmpty();
      node.later(PruneKit.GRACE.multipliedBy(10));
      assertThat(node.deleteRipe()).isEmpty();
    }

    stopping.goOn(capture);
    prune.uses().complete("snap3");
    assertThat(prune.deleteRipe()).isEmpty();
    assertThat(other.deleteRipe()).isEmpty();
    kit.verify("snap3");
  }

  /** The workdir goes back to what only given-up snapshots had, while their pack is rewritten. */
  @Test
  void aCaptureMayUseWhatARewriteLeavesOut() throws IOException {
    PruneKit other = new PruneKit(store, prune.uses());
    prune.uses().giveUp("snap1");
    prune.uses().take("snap3", "snap2");
    Workdirs.write(workdir, 0, 1);
    StoppingStore stopping = new StoppingStore(store);
    Thread capture =
        stopping.start(() -> new SnapshotKit(stopping).capture(workdir, "snap3", two.manifest()));
    stopping.awaitManifest();

    prune.mark();
    assertThat(prune.rewrite().packs()).isNotEmpty();
    prune.mark();
    other.mark();
    for (PruneKit node : new PruneKit[] {prune, other}) {
      node.later(PruneKit.GRACE.multipliedBy(10));
      node.deleteRipe();
    }
    stopping.goOn(capture);
    prune.uses().complete("snap3");
    prune.run();
    other.run();

    assertThat(kit.verify("snap3").packs()).containsAnyElementsOf(one.manifest().packs());
    Path staged = kit.restore(kit.verify("snap3"), directory.resolve("target")).directory();
    assertThat(staged.resolve("dir0/file3")).hasSameBinaryContentAs(workdir.resolve("dir0/file3"));
    comesBack(two);
    prune.keeping(Set.of("snap2"));
    prune.run();
    prune.run();
    comesBack(two);
    assertThat(prune.survey().orphans()).isEmpty();
    assertThat(prune.survey().superseded()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAILS_BEFORE", "FAILS_AFTER", "DIES"})
  void aFaultAtAnyCallCostsNoSnapshotAndLeavesNothing(Fault fault) throws IOException {
    prune.uses().giveUp("snap1");
    int faults = 0;
    int step = fault == Fault.DIES ? 1 : 3; // each call dies once; the others are samples
    for (int call = 1; ; call += step) {
      Path copy = directory.resolve("copy" + call);
      copy(directory.resolve("store"), copy);
      DirectoryStore own = new DirectoryStore(copy);
      FaultyStore faulty = new FaultyStore(own, call, fault);
      PruneKit node = new PruneKit(own, prune.uses());
      try {
        node.over(faulty).run();
        if (faulty.calls() < call) {
          break;
        }
      } catch (IOException e) {
        faults++;
      }
      SnapshotKit after = new SnapshotKit(own);
      assertThat(after.verify("snap2")).isEqualTo(two.manifest());
      node.later(PruneKit.GRACE.multipliedBy(2)).run();
      node.run();
      assertThat(after.verify("snap2")).isEqualTo(two.manifest());
      assertThat(node.survey().orphans()).isEmpty();
      assertThat(node.survey().superseded()).isEmpty();
      try (Stream<Path> left = Files.list(copy.resolve("default/tmp"))) {
        assertThat(left).isEmpty();
      }
    }
    assertThat(faults).isGreaterThan(30 / step);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  @Test
  void nothingIsDeletedWhileAKeptManifestCannotBeRead() throws IOException {
    Path file = directory.resolve("store/default/manifest/p2/snap2");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    prune.uses().giveUp("snap1");

    assertThatThrownBy(prune::run).isInstanceOf(SnapshotDamaged.class);

    assertThat(kit.stored(Kind.MANIFEST)).hasSize(2);
  }

  @Test
  void everyFlippedByteOfAForwardIsFound() throws IOException {
    prune.uses().giveUp("snap1");
    prune.run();
    int flipped = 0;
    for (StoredObject forward : kit.stored(Kind.FORWARD)) {
      String id = forward.name().id();
      Path file =
          directory
              .resolve("store/default/forward")
              .resolve(id.substring(id.length() - 2))
              .resolve(id);
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] ^= (byte) (1 << (i % 8));
        Files.write(file, bytes);
        assertThatThrownBy(() -> Forward.find(store, SnapshotKit.KEYS, id))
            .isInstanceOf(SnapshotDamaged.class);
        bytes[i] ^= (byte) (1 << (i % 8));
        flipped++;
      }
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
      assertThatThrownBy(() -> kit.verify("snap2")).isInstanceOf(SnapshotDamaged.class);
      Files.write(file, bytes);
    }
    assertThat(flipped).isGreaterThanOrEqualTo(100);
    kit.verify("snap2");
  }

  @Test
  void aForwardOfAnotherPackIsFound() throws IOException {
    prune.uses().giveUp("snap1");
    prune.run();
    StoredObject forward = kit.stored(Kind.FORWARD).get(0);
    String id = forward.name().id();
    Path file =
        directory
            .resolve("store/default/forward")
            .resolve(id.substring(id.length() - 2))
            .resolve(id);
    Path elsewhere = Files.createDirectories(directory.resolve("store/default/forward/ab"));
    Files.copy(file, elsewhere.resolve("00ab"));

    assertThatThrownBy(() -> Forward.find(store, SnapshotKit.KEYS, "00ab"))
        .isInstanceOf(SnapshotDamaged.class);
  }

  @Test
  void theTreesThatWereCapturedAreWhatComesBackAfterManyGenerations() throws IOException {
    Captured last = two;
    for (int generation = 3; generation < 12; generation++) {
      Workdirs.write(workdir, generation % 5 + 3, generation);
      String snapshot = String.format("snap%02d", generation);
      last = kit.capture(workdir, snapshot, last.manifest());
      prune.keeping(Set.of(snapshot));
      prune.run();
    }

    Path staged = kit.restore(last.manifest(), directory.resolve("target")).directory();
    assertThat(Trees.describe(staged)).isEqualTo(Trees.describe(workdir));
    prune.run();
    assertThat(prune.survey().orphans()).isEmpty();
    assertThat(stored(Kind.PACK)).isLessThan(2L * Workdirs.FILES * 20_500);
  }
}
