package io.mooring.snapshot;

import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.audit.AuditSteps;
import io.mooring.audit.TestAudit;
import io.mooring.problem.Problem;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.store.DatabaseStore;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.upkeep.StoreSurvey;
import io.mooring.snapshot.upkeep.Verification;
import io.mooring.turn.TestTurns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpkeepTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  private static final Snapshot.Wanted MANUAL = Snapshot.Wanted.because(SnapshotReason.MANUAL);
  private static final Duration GRACE = Duration.ofHours(4);

  @TempDir Path directory;
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final TestSnapshots.Keys keys = new TestSnapshots.Keys();
  private final List<AutoCloseable> open = new ArrayList<>();
  private SnapshotStore store;
  private TestSessions node;
  private String session;
  private Path workdir;

  private void node(TestDatabase.Kind kind) throws Exception {
    TestDatabase database = DATABASES.get(kind);
    TestSnapshots.forget(database);
    for (String table : List.of("stored_objects", "loose_contents", "stored_segments")) {
      database.transact(em -> em.createNativeQuery("DELETE FROM " + table).executeUpdate());
    }
    node = new TestSessions(database, agent, "boot_a", directory.resolve("a"));
    TestTurns.bind(node);
    // The database's own store on one of them, a directory on the other.
    store =
        kind == TestDatabase.Kind.DERBY
            ? new DirectoryStore(directory.resolve("store"))
            : new DatabaseStore(database.dataSource(), Clock.systemUTC());
    TestSnapshots.bind(node, keys, store);
    open.add(TestTurns.run(node, threads));
    workdir = Files.createDirectory(directory.toRealPath().resolve("work"));
    session = node.sessionIn(workdir, true);
    write(0, 1);
  }

  @AfterEach
  void clear() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    threads.shutdownNow();
    node.close();
    agent.close();
  }

  private void write(int first, int version) throws IOException {
    for (int i = first; i < 10; i++) {
      byte[] content = new byte[20_000];
      new Random(1_000L * version + i).nextBytes(content);
      Trees.file(workdir, "file" + i, content);
    }
  }

  private String take() {
    return node.get(TakeSnapshot.class).now(SYSTEM, session, MANUAL).id();
  }

  private Optional<Snapshot> row(String id) {
    return node.beans.inTransaction(() -> node.get(Snapshots.class).lockAny(SYSTEM, id));
  }

  private SnapshotState state(String id) {
    return row(id).orElseThrow().state();
  }

  /** What both steps of prune-snapshots have done, or would do. */
  private record Pruned(List<String> retired, SweepStore.Swept swept) {
    int rewritten() {
      return swept.sparsePacks();
    }

    int deleted() {
      return swept.deleted();
    }
  }

  private Pruned prune() throws IOException {
    return prune(false);
  }

  private Pruned prune(boolean dryRun) throws IOException {
    PruneSnapshots prune = node.get(PruneSnapshots.class);
    List<String> retired =
        prune.sessions(SYSTEM, "", 1_000).stream()
            .flatMap(id -> prune.retire(SYSTEM, id, dryRun).stream())
            .toList();
    SweepStore.Watch toTheEnd =
        new SweepStore.Watch() {
          @Override
          public boolean isStopped() {
            return false;
          }

          @Override
          public void deleted(ObjectName name) {
            // The result counts them.
          }
        };
    return new Pruned(retired, node.get(SweepStore.class).sweep(SYSTEM, dryRun, toTheEnd));
  }

  private VerifySnapshots.Outcome verify(String id) throws IOException {
    return node.get(VerifySnapshots.class).verify(SYSTEM, id);
  }

  private TenantKeys tenantKeys() {
    return node.get(DataKeys.class).snapshots(SYSTEM);
  }

  private int stored(Kind kind) throws IOException {
    return store.list(SYSTEM.tenant(), kind, "", 1_000).size();
  }

  @ParameterizedTest
  @EnumSource
  void afterEachCaptureTheLastFiveAndHoldsAreKept(TestDatabase.Kind kind) throws Exception {
    node(kind);
    String held =
        node.get(TakeSnapshot.class)
            .now(
                SYSTEM, session, new Snapshot.Wanted(SnapshotReason.MANUAL, Optional.empty(), true))
            .id();
    String safety =
        node.get(TakeSnapshot.class)
            .now(SYSTEM, session, Snapshot.Wanted.because(SnapshotReason.BEFORE_RESTORE))
            .id();
    String first = take();
    List<String> later = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      later.add(take());
    }

    assertThat(state(first)).isEqualTo(SnapshotState.DELETING);
    assertThat(later).allMatch(id -> state(id) == SnapshotState.COMPLETE);
    assertThat(state(held)).isEqualTo(SnapshotState.COMPLETE);
    assertThat(state(safety)).isEqualTo(SnapshotState.COMPLETE);
    assertThat(stored(Kind.MANIFEST)).as("until the sweep").isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsGivenUpIsSweptAfterTheGraceTimeAndItsPacksRewritten(TestDatabase.Kind kind)
      throws Exception {
    node(kind);
    String first = take();
    write(1, 2);
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      kept.add(take());
    }

    Pruned told = prune(true);
    Pruned marking = prune();
    Pruned early = prune();
    node.pass(GRACE);
    Pruned late = prune();

    assertThat(told.rewritten()).isEqualTo(1);
    assertThat(told.swept().unneeded()).isPositive();
    assertThat(marking.rewritten()).isEqualTo(1);
    assertThat(marking.deleted()).isZero();
    assertThat(early.rewritten()).isZero();
    assertThat(early.deleted()).isZero();
    assertThat(late.deleted()).isGreaterThanOrEqualTo(3); // a manifest, its tree, the old pack
    assertThat(row(first)).isEmpty();
    assertThat(stored(Kind.MANIFEST)).isEqualTo(5);
    assertThat(stored(Kind.FORWARD)).isEqualTo(1);
    for (String id : kept) {
      assertThat(verify(id)).isEqualTo(VerifySnapshots.Outcome.WHOLE);
    }
    StoreSurvey survey = node.get(SweepStore.class).survey(SYSTEM);
    assertThat(survey.orphans()).isEmpty();
    assertThat(survey.superseded()).isEmpty();
    assertThat(node.get(UpkeepSteps.class).marks(SYSTEM)).isEmpty();
    assertThat(take()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aDryRunChangesNothing(TestDatabase.Kind kind) throws Exception {
    node(kind);
    node.settings.put("mooring.snapshot.keep-last", "1");
    node.settings.put("mooring.snapshot.keep-failed", "PT1S");
    SnapshotClaim failed = node.get(SnapshotClaims.class).claim(SYSTEM, session, MANUAL);
    node.get(SnapshotClaims.class).fail(SYSTEM, failed.snapshotId(), 1, "store-failed");
    node.pass(Duration.ofSeconds(5));

    Pruned told = prune(true);

    assertThat(told.retired()).containsExactly(failed.snapshotId());
    assertThat(state(failed.snapshotId())).isEqualTo(SnapshotState.FAILED);
    assertThat(prune().retired()).containsExactly(failed.snapshotId());
    assertThat(row(failed.snapshotId())).as("it never had a manifest").isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatARunningCaptureBuildsOnAndStoresOutlivesTheGraceTime(TestDatabase.Kind kind)
      throws Exception {
    node(kind);
    String base = take();
    SnapshotClaim claim = node.get(SnapshotClaims.class).claim(SYSTEM, session, MANUAL);
    node.beans.inTransaction(
        () -> {
          node.get(Snapshots.class).lock(SYSTEM, base).markDeleting();
          return base;
        });
    write(9, 3);
    prune();
    node.pass(GRACE);
    prune();

    SnapshotContent content = node.get(SessionCapture.class).capture(claim);
    prune();
    node.pass(GRACE);
    prune();
    node.get(SnapshotClaims.class).complete(SYSTEM, claim, content);

    assertThat(content.newBytes()).as("it has built on its base").isLessThan(60_000);
    prune();
    node.pass(GRACE);
    prune();
    assertThat(verify(claim.snapshotId())).isEqualTo(VerifySnapshots.Outcome.WHOLE);
    assertThat(row(base)).isEmpty();
    assertThat(stored(Kind.MANIFEST)).isOne();
  }

  @ParameterizedTest
  @EnumSource
  void aDeletedSessionsSnapshotsGoWhenTheirTimeIsOver(TestDatabase.Kind kind) throws Exception {
    node(kind);
    String only = take();
    DATABASES
        .get(kind)
        .transact(
            em ->
                em.createQuery("update Session s set s.deletedMs = :now where s.id = :id")
                    .setParameter("now", System.currentTimeMillis())
                    .setParameter("id", session)
                    .executeUpdate());

    node.pass(Duration.ofDays(29));
    assertThat(prune().retired()).isEmpty();
    node.pass(Duration.ofDays(2));
    assertThat(prune().retired()).containsExactly(only);
    node.pass(GRACE);
    prune();

    assertThat(stored(Kind.MANIFEST)).isZero();
    assertThat(stored(Kind.PACK)).isZero();
    assertThat(row(only)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void eachNightHasItsShareAndNobodyIsLeftOut(TestDatabase.Kind kind) throws Exception {
    node(kind);
    node.settings.put("mooring.snapshot.verify-nights", "2");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(take());
    }
    VerifySnapshots verify = node.get(VerifySnapshots.class);

    List<String> first = verify.tonight(SYSTEM);
    for (String id : first) {
      assertThat(verify.verify(SYSTEM, id)).isEqualTo(VerifySnapshots.Outcome.WHOLE);
      assertThat(row(id).orElseThrow().verifiedAt()).isPresent();
    }
    node.pass(Duration.ofDays(1));
    List<String> second = verify.tonight(SYSTEM);

    assertThat(first).hasSize(2);
    assertThat(second).hasSize(2);
    assertThat(Stream.concat(first.stream(), second.stream()).distinct())
        .containsExactlyInAnyOrderElementsOf(all);
    assertThat(verify.verify(SYSTEM, "snp_unknown")).isEqualTo(VerifySnapshots.Outcome.GONE);
  }

  @Test
  void damageIsAnIncidentIsMarkedAndNothingIsBuiltOnIt() throws Exception {
    node(TestDatabase.Kind.DERBY);
    String damaged = take();
    Path pack = flipABitOfTheLargestPack();

    assertThat(verify(damaged)).isEqualTo(VerifySnapshots.Outcome.DAMAGED);

    assertThat(row(damaged).orElseThrow().isDamaged()).isTrue();
    assertThat(node.incidents)
        .singleElement()
        .satisfies(i -> assertThat(i.what()).startsWith("snapshot-unreadable"));
    assertThat(TestAudit.lines(node.get(AuditSteps.class), damaged))
        .containsExactly("- snapshot.unreadable {}");
    String next = take();
    assertThat(verify(next)).isEqualTo(VerifySnapshots.Outcome.WHOLE);
    for (int i = 0; i < 6; i++) {
      take();
    }
    assertThat(state(damaged)).as("a person decides").isEqualTo(SnapshotState.COMPLETE);
    flip(pack);
    assertThat(verify(damaged)).isEqualTo(VerifySnapshots.Outcome.WHOLE);
    assertThat(row(damaged).orElseThrow().isDamaged()).isFalse();
  }

  private Path flipABitOfTheLargestPack() throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("store/default/pack"))) {
      Path largest =
          all.filter(Files::isRegularFile)
              .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      flip(largest);
      return largest;
    }
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
  }

  @Test
  void aDamagedManifestStopsTheDeletingLoudly() throws Exception {
    node(TestDatabase.Kind.DERBY);
    String kept = take();
    Path file =
        directory
            .resolve("store/default/manifest")
            .resolve(kept.substring(kept.length() - 2))
            .resolve(kept);
    flip(file);
    int packs = stored(Kind.PACK);

    assertThatThrownBy(this::prune).hasStackTraceContaining("SnapshotDamaged");

    assertThat(stored(Kind.PACK)).isEqualTo(packs);
  }

  @ParameterizedTest
  @EnumSource
  void afterARotationTheOldKeyMayGo(TestDatabase.Kind kind) throws Exception {
    node(kind);
    String id = take();
    node.get(DataKeys.class).exporting(SYSTEM);
    String old = keys.text;
    keys.text = KeyRing.generate() + ' ' + old;

    node.get(DataKeys.class).prepare(SYSTEM);
    keys.text = keys.text.substring(0, keys.text.indexOf(' '));

    assertThat(verify(id)).isEqualTo(VerifySnapshots.Outcome.WHOLE);
    assertThat(node.get(DataKeys.class).exporting(SYSTEM)).hasSize(32);
    keys.text = old;
    isUnreadable(() -> verify(id));
  }

  @ParameterizedTest
  @EnumSource
  void allKeysAreMadeBeforeAnybodyAsksForThem(TestDatabase.Kind kind) throws Exception {
    node(kind);

    node.get(DataKeys.class).prepare(SYSTEM);

    Supplier<Long> rows =
        () ->
            DATABASES
                .get(kind)
                .inTransaction(
                    em ->
                        em.createQuery("select count(k) from DataKey k", Long.class)
                            .getSingleResult());
    assertThat(rows.get()).isEqualTo(3);
    byte[] key = node.get(DataKeys.class).exporting(SYSTEM);
    take();
    node.get(DataKeys.class).prepare(SYSTEM);
    assertThat(node.get(DataKeys.class).exporting(SYSTEM)).isEqualTo(key);
    assertThat(rows.get()).isEqualTo(3);
  }

  private interface Call {
    Object run() throws Exception;
  }

  private static void isUnreadable(Call call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo("snapshot-unreadable"));
  }

  @ParameterizedTest
  @EnumSource
  void aWrongKeyIsRefusedAndMarksNothing(TestDatabase.Kind kind) throws Exception {
    node(kind);
    String id = take();
    String right = keys.text;
    keys.text = KeyRing.generate();

    isUnreadable(() -> verify(id));
    isUnreadable(this::prune);
    assertThatThrownBy(this::take)
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo("snapshot-failed"));

    keys.text = right;
    assertThat(row(id).orElseThrow().isDamaged()).isFalse();
    assertThat(verify(id)).isEqualTo(VerifySnapshots.Outcome.WHOLE);
  }

  @ParameterizedTest
  @EnumSource
  void lostKeysAreNotReplacedByFreshOnes(TestDatabase.Kind kind) throws Exception {
    node(kind);
    String id = take();
    DATABASES.get(kind).transact(em -> em.createQuery("delete from DataKey k").executeUpdate());

    isUnreadable(() -> verify(id));
    isUnreadable(this::tenantKeys);

    assertThat(row(id).orElseThrow().isDamaged()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aFlippedBitOfAWrappedKeyIsRefused(TestDatabase.Kind kind) throws Exception {
    node(kind);
    take();
    DATABASES
        .get(kind)
        .transact(
            em ->
                em.createQuery(
                        "update DataKey k set k.wrappedKey = concat('AQ', substring(k.wrappedKey,"
                            + " 3, 30), 'AAAA', substring(k.wrappedKey, 37)) where k.name ="
                            + " 'content'")
                    .executeUpdate());

    isUnreadable(this::tenantKeys);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheStoreHasIsWhatTheRowsSay(TestDatabase.Kind kind) throws Exception {
    node(kind);
    String id = take();

    assertThat(
            new Verification(store, tenantKeys(), RestoreLimits.DEFAULT)
                .verify(id, row(id).orElseThrow().sha256().orElseThrow())
                .snapshot())
        .isEqualTo(id);
    assertThat(store.delete(new ObjectName(SYSTEM.tenant(), Kind.MANIFEST, id))).isTrue();
    assertThat(verify(id)).isEqualTo(VerifySnapshots.Outcome.DAMAGED);
  }
}
