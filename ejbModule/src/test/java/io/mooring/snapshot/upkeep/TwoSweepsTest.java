package io.mooring.snapshot.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.snapshot.FaultyStore;
import io.mooring.snapshot.PruneKit;
import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.Trees;
import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.pack.LivePack;
import io.mooring.snapshot.pack.PackRewriting;
import io.mooring.snapshot.restore.Staged;
import io.mooring.snapshot.store.MemoryStore;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import io.mooring.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one node deletes is about to be read by another one. */
class TwoSweepsTest {
  @TempDir Path directory;
  private Path workdir;
  private MemoryStore store;
  private PruneKit prune;
  private Captured three;
  private String first;
  private String last;

  /**
   * "snap1" is given up already; of its pack, the first, "snap2" and "snap3" need two files of ten.
   */
  @BeforeEach
  void threeSnapshots() throws IOException {
    workdir = Files.createDirectory(directory.resolve("work"));
    store = new MemoryStore(false);
    three = threeSnapshots(store);
    prune = new PruneKit(store).keeping(Set.of("snap2", "snap3"));
  }

  private Captured threeSnapshots(SnapshotStore in) throws IOException {
    SnapshotKit kit = new SnapshotKit(in);
    Workdirs.write(workdir, 0, 1);
    Manifest one = kit.capture(workdir, "snap1").manifest();
    Workdirs.write(workdir, 2, 2);
    Manifest two = kit.capture(workdir, "snap2", one).manifest();
    Workdirs.write(workdir, 5, 3);
    Captured captured = kit.capture(workdir, "snap3", two);
    List<String> packs = captured.manifest().packs();
    first = packs.stream().filter(one.packs()::contains).findFirst().orElseThrow();
    last = packs.stream().filter(pack -> !two.packs().contains(pack)).findFirst().orElseThrow();
    return captured;
  }

  @Test
  void anotherNodeMayGiveUpAndPruneBetweenAnyTwoCalls() throws IOException {
    int calls = 0;
    for (int call = 1; calls >= call - 1; call++) {
      String where = "before call " + call;
      MemoryStore own = store.copy();
      PruneKit.Uses uses = uses("snap2", "snap3");
      PruneKit other = new PruneKit(own, uses);
      FaultyStore between =
          new FaultyStore(
              own,
              call,
              () -> {
                uses.giveUp("snap2");
                other.runBeside();
              });

      new PruneKit(between, uses).run();

      calls = between.calls();
      assertThat(new SnapshotKit(own).verify("snap3")).as(where).isEqualTo(three.manifest());
      uses.giveUp("snap2");
      PruneKit later = new PruneKit(own, uses);
      later.run();
      later.run();
      assertThat(new SnapshotKit(own).verify("snap3")).as(where).isEqualTo(three.manifest());
      assertThat(later.survey().orphans()).as(where).isEmpty();
      assertThat(later.survey().superseded()).as(where).isEmpty();
    }
    assertThat(calls).isGreaterThan(60);
  }

  private static PruneKit.Uses uses(String... complete) {
    PruneKit.Uses uses = new PruneKit.Uses();
    Stream.of(complete).forEach(uses::complete);
    return uses;
  }

  /** A loss is no other node's work: all that the snapshot still has stays. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"PACK", "MANIFEST"})
  void whatAKeptSnapshotNeedsIsNeverTakenForDeleted(Kind kind) throws IOException {
    ObjectName lost = name(kind, kind == Kind.PACK ? first : "snap3");
    int failed = 0;
    int calls = 0;
    for (int call = 1; calls >= call - 1; call++) {
      MemoryStore own = store.copy();
      FaultyStore losing = new FaultyStore(own, call, () -> own.delete(lost));
      try {
        new PruneKit(losing, uses("snap2", "snap3")).run();
        calls = losing.calls();
      } catch (StoreException e) {
        assertThat(e.kind()).isEqualTo(StoreException.Kind.MISSING);
        calls = call;
        failed++;
      }
      ObjectName[] still = {name(Kind.PACK, last), name(Kind.MANIFEST, "snap2")};
      for (ObjectName name : still) {
        own.open(name).close();
      }
    }
    assertThat(failed).isGreaterThan(5);
  }

  /** Its packs were marked while it ran, and any grace time has passed. */
  @Test
  void aCaptureMayEndBetweenAnyTwoCallsOfASweep() throws IOException {
    int calls = 0;
    for (int call = 1; calls >= call - 1; call++) {
      MemoryStore own = store.copy();
      PruneKit node = new PruneKit(own, uses("snap2", "snap3"));
      node.uses().take("other", "other");
      StoppingStore stopping = new StoppingStore(own);
      Thread capture =
          stopping.start(() -> new SnapshotKit(stopping).capture(workdir, "other", null));
      stopping.awaitManifest();
      node.mark();
      node.later(PruneKit.GRACE.multipliedBy(2));
      FaultyStore ending =
          new FaultyStore(
              own,
              call,
              () -> {
                stopping.goOn(capture);
                node.uses().complete("other");
              });

      node.over(ending).deleteRipe();

      calls = ending.calls();
      if (calls >= call) {
        new SnapshotKit(own).verify("other");
      }
    }
    assertThat(calls).isGreaterThan(5);
  }

  private static ObjectName name(Kind kind, String id) {
    return new ObjectName(SnapshotKit.TENANT, kind, id);
  }

  private Map<String, LivePack> census(StoreSurvey survey) throws IOException {
    return new Census(store, SnapshotKit.KEYS).of(survey, Set.of(first));
  }

  private PackRewriting.Rewritten rewrite(StoreSurvey survey, Map<String, LivePack> live)
      throws IOException {
    return new PackRewriting(
            store, SnapshotKit.KEYS, SnapshotKit.THREADS, Ticker.SYSTEM, Duration.ofHours(1))
        .rewrite(live.values(), survey::needs);
  }

  @Test
  void aPackThatWasRewrittenAndDeletedByAnotherNodeIsLeftOut() throws IOException {
    StoreSurvey survey = prune.survey();
    Map<String, LivePack> live = census(survey);
    assertThat(live).hasSize(1);
    new PruneKit(store, prune.uses()).run();

    assertThat(rewrite(survey, live).packs()).isEmpty();
    assertThat(census(survey)).isEmpty();
    new SnapshotKit(store).verify("snap3");
  }

  @Test
  void aPackThatIsLostWhileItIsNeededFailsItsRewrite() throws IOException {
    StoreSurvey survey = prune.survey();
    Map<String, LivePack> live = census(survey);
    store.delete(name(Kind.PACK, first));

    assertThatThrownBy(() -> rewrite(survey, live))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.MISSING));
    assertThatThrownBy(() -> census(survey)).isInstanceOf(StoreException.class);
    assertThat(new SnapshotKit(store).stored(Kind.FORWARD)).isEmpty();
  }

  @Test
  void aPackThatNobodyNeedsAnyMoreMayBeGone() throws IOException {
    StoreSurvey survey = prune.survey();
    Map<String, LivePack> live = census(survey);
    prune.uses().giveUp("snap2");
    prune.uses().giveUp("snap3");
    store.delete(name(Kind.PACK, first));

    assertThat(rewrite(survey, live).packs()).isEmpty();
    assertThat(census(survey)).isEmpty();
  }

  /** A forward that is gone would make orphans of the packs that it leads to. */
  @Test
  void aForwardThatIsLostStopsTheSurvey() throws IOException {
    prune.run();
    String forward = new SnapshotKit(store).stored(Kind.FORWARD).get(0).name().id();
    int lists = Kind.values().length;
    int failed = 0;
    for (int call = lists + 1; call < lists + 4; call++) {
      MemoryStore own = store.copy();
      FaultyStore losing =
          new FaultyStore(own, call, () -> own.delete(name(Kind.FORWARD, forward)));
      try {
        StoreSurvey survey = new PruneKit(losing, prune.uses()).survey();
        assertThat(survey.orphans()).isEmpty();
      } catch (StoreException e) {
        failed++;
      }
    }
    assertThat(failed).isPositive();
  }

  /** Restores, downloads and checks that began after the rewrite read the old pack till it goes. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoReadsFollowsAPackThatGoesBetweenAnyTwoCalls(boolean readersOutliveDeletion)
      throws IOException {
    store = new MemoryStore(readersOutliveDeletion);
    three = threeSnapshots(store);
    int calls = 0;
    for (int call = 1; calls >= call - 1; call++) {
      MemoryStore own = store.copy();
      PruneKit node = new PruneKit(own, uses("snap3"));
      node.mark();
      node.rewrite();
      node.mark();
      node.later(PruneKit.GRACE.plusSeconds(1));
      FaultyStore deleting = new FaultyStore(own, call, node::deleteRipe);

      Staged staged =
          new SnapshotKit(deleting).restore(three.manifest(), directory.resolve("target"));

      calls = deleting.calls();
      assertThat(Trees.describe(staged.directory()))
          .as("call " + call)
          .isEqualTo(Trees.describe(workdir));
      assertThat(
              calls >= call
                  && own.list(SnapshotKit.TENANT, Kind.PACK, "", 9).stream()
                      .anyMatch(pack -> pack.name().id().equals(first)))
          .isFalse();
    }
    assertThat(calls).isGreaterThan(8);
  }
}
