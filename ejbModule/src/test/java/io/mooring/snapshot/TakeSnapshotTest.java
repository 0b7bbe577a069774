package io.mooring.snapshot;

import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.feed.Journal;
import io.mooring.feed.StoredEvent;
import io.mooring.json.Json;
import io.mooring.problem.Problem;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.ConversationText;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import io.mooring.snapshot.upkeep.Verification;
import io.mooring.turn.TestTurns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TakeSnapshotTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  private static final Snapshot.Wanted MANUAL = Snapshot.Wanted.because(SnapshotReason.MANUAL);

  @TempDir Path directory;
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final TestSnapshots.Keys keys = new TestSnapshots.Keys();
  private final List<AutoCloseable> open = new ArrayList<>();
  private SnapshotStore store;
  private TestSessions node;
  private Path workdir;

  private TestSessions node(TestDatabase.Kind kind) throws Exception {
    TestDatabase database = DATABASES.get(kind);
    TestSnapshots.forget(database);
    node = new TestSessions(database, agent, "boot_a", directory.resolve("a"));
    TestTurns.bind(node);
    store = TestSnapshots.bind(node, keys, directory.resolve("store"));
    open.add(TestTurns.run(node, threads));
    workdir = Files.createDirectory(directory.toRealPath().resolve("work"));
    Files.writeString(workdir.resolve("a.txt"), "alpha");
    Files.createDirectories(workdir.resolve("node_modules"));
    return node;
  }

  @AfterEach
  void clear() throws Exception {
    node.get(CaptureThreads.class).end(Duration.ofSeconds(5));
    for (AutoCloseable one : open) {
      one.close();
    }
    threads.shutdownNow();
    node.close();
    agent.close();
  }

  private void turn(String session) {
    String turn = TestTurns.post(node, session);
    await().atMost(Duration.ofSeconds(25)).until(() -> TestTurns.hasEnded(node, turn));
  }

  private SnapshotDocument take(String session) {
    return node.get(TakeSnapshot.class).now(SYSTEM, session, MANUAL);
  }

  private Snapshot row(String id) {
    return node.beans.inTransaction(
        () -> node.get(Snapshots.class).lockAny(SYSTEM, id).orElseThrow());
  }

  private TenantKeys tenantKeys() {
    return node.get(DataKeys.class).snapshots(SYSTEM);
  }

  private JsonNode conversation(String id) throws IOException {
    Manifest manifest = Manifests.open(store, tenantKeys(), id);
    byte[] text = ConversationText.read(store, tenantKeys(), manifest, 1_000_000);
    return text.length == 0 ? Json.object() : Json.read(new String(text, StandardCharsets.UTF_8));
  }

  private String onlySnapshot(String session) {
    return DATABASES
        .get(TestDatabase.Kind.DERBY)
        .inTransaction(
            em ->
                em.createQuery("select s.id from Snapshot s where s.sessionId = :id", String.class)
                    .setParameter("id", session)
                    .getSingleResult());
  }

  @ParameterizedTest
  @EnumSource
  void aSnapshotHoldsFilesAndConversationAndTheFeedSaysSo(TestDatabase.Kind kind) throws Exception {
    String session = node(kind).sessionIn(workdir, true);
    turn(session);

    SnapshotDocument taken = take(session);

    assertThat(taken.state()).isEqualTo(SnapshotState.COMPLETE);
    assertThat(taken.endState()).isEqualTo(EndState.DONE);
    assertThat(taken.consistent()).contains(true);
    assertThat(taken.conversation()).contains(ConversationSource.UPSTREAM);
    assertThat(taken.files()).isEqualTo(1);
    assertThat(taken.bytes()).isEqualTo(5);
    assertThat(taken.newBytes()).isPositive().isEqualTo(taken.storedBytes());
    assertThat(
            new Verification(store, tenantKeys(), RestoreLimits.DEFAULT)
                .verify(taken.id(), taken.sha256().orElseThrow()))
        .isNotNull();
    JsonNode said = conversation(taken.id());
    assertThat(said.path("info").path("id").asText())
        .isEqualTo(node.read(session).upstreamSessionId().orElseThrow());
    assertThat(said.path("messages")).hasSize(2);
    List<StoredEvent> feed =
        node.beans.inTransaction(
            () -> node.get(Journal.class).read(SYSTEM, session, taken.seqEnd().orElseThrow(), 10));
    assertThat(feed).hasSize(1);
    assertThat(feed.get(0).type()).isEqualTo("snapshot.created");
    assertThat(Json.read(feed.get(0).body()).path("snapshot").path("sha256").asText())
        .isEqualTo(taken.sha256().orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void oneThatIsUnchangedStoresNextToNothing(TestDatabase.Kind kind) throws Exception {
    String session = node(kind).sessionIn(workdir, true);
    Files.write(workdir.resolve("big"), new byte[300_000]);
    SnapshotDocument first = take(session);

    SnapshotDocument second = take(session);

    assertThat(second.conversation()).contains(ConversationSource.NONE);
    assertThat(second.endState()).isNull();
    assertThat(second.newBytes()).isLessThan(first.newBytes());
    assertThat(second.storedBytes()).isGreaterThan(second.newBytes());
    assertThat(second.files()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void ofASessionOneIsTakenAtOnce(TestDatabase.Kind kind) throws Exception {
    String session = node(kind).sessionIn(workdir, true);
    SnapshotClaims claims = node.get(SnapshotClaims.class);
    SnapshotClaim first = claims.claim(SYSTEM, session, MANUAL);

    assertThatThrownBy(() -> take(session))
        .isInstanceOfSatisfying(
            Problem.class,
            p -> {
              assertThat(p.code()).isEqualTo("snapshot-running");
              assertThat(p.facts()).containsEntry("snapshotId", first.snapshotId());
            });
  }

  @ParameterizedTest
  @EnumSource
  void whatADeadNodeTookIsReapedAndItsLateEndChangesNothing(TestDatabase.Kind kind)
      throws Exception {
    String session = node(kind).sessionIn(workdir, true);
    SnapshotClaims claims = node.get(SnapshotClaims.class);
    SnapshotClaim lost = claims.claim(SYSTEM, session, MANUAL);
    SnapshotContent content = node.get(SessionCapture.class).capture(lost);
    TestSessions other =
        new TestSessions(DATABASES.get(kind), agent, "boot_b", directory.resolve("b"));
    open.add(other);
    TestTurns.bind(other);
    TestSnapshots.bind(other, keys, directory.resolve("store"));
    other.get(SnapshotReaper.class).reap();
    assertThat(row(lost.snapshotId()).state()).isEqualTo(SnapshotState.TAKING);

    other.node.learnOfDeath("boot_a");
    other.get(SnapshotReaper.class).reap();

    assertThat(row(lost.snapshotId()).state()).isEqualTo(SnapshotState.FAILED);
    assertThat(row(lost.snapshotId()).failureCode()).contains("node-lost");
    assertThatThrownBy(() -> claims.complete(SYSTEM, lost, content))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo("snapshot-claim-lost"));
    claims.fail(SYSTEM, lost.snapshotId(), lost.generation(), "late");
    assertThat(row(lost.snapshotId()).failureCode()).contains("node-lost");
    assertThat(take(session).state()).isEqualTo(SnapshotState.COMPLETE);
  }

  @Test
  void whatThisBootHasGivenUpIsReapedToo() throws Exception {
    String session = node(TestDatabase.Kind.DERBY).sessionIn(workdir, true);
    SnapshotClaim lost = node.get(SnapshotClaims.class).claim(SYSTEM, session, MANUAL);
    node.get(SnapshotReaper.class).reap();
    assertThat(row(lost.snapshotId()).state()).isEqualTo(SnapshotState.TAKING);

    node.pass(Duration.ofMinutes(2));
    node.get(SnapshotReaper.class).reap();

    assertThat(row(lost.snapshotId()).state()).isEqualTo(SnapshotState.FAILED);
  }

  @Test
  void aWorkdirThatIsNotThereFailsTheSnapshotAndTheNextOneSucceeds() throws Exception {
    String session = node(TestDatabase.Kind.DERBY).sessionIn(directory.resolve("gone"), true);

    assertThatThrownBy(() -> take(session))
        .isInstanceOfSatisfying(
            Problem.class,
            p -> {
              assertThat(p.code()).isEqualTo("snapshot-failed");
              assertThat(p.facts()).containsEntry("failure", "workdir-missing");
            });

    Snapshot failed = row(onlySnapshot(session));
    assertThat(failed.state()).isEqualTo(SnapshotState.FAILED);
    assertThat(failed.failureCode()).contains("workdir-missing");
    assertThat(node.incidents).isEmpty();
    Files.createDirectory(directory.resolve("gone"));
    SnapshotDocument next = take(session);
    assertThat(next.state()).isEqualTo(SnapshotState.COMPLETE);
    TestSnapshots.Counted counted = TestSnapshots.counted(node);
    assertThat(counted.results).containsExactly("workdir-missing", "manual");
    assertThat(counted.bytes).hasValue(row(next.id()).newBytes());
  }

  @Test
  void aStoreWithoutRoomIsToldApartAndIsAnIncidentOnce() throws Exception {
    String session = node(TestDatabase.Kind.DERBY).sessionIn(workdir, true);
    RefusingStore disk = new RefusingStore(store, StoreException.Kind.FULL);
    disk.refuses = true;
    TestSnapshots.bind(node, keys, disk);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> take(session))
          .isInstanceOfSatisfying(
              Problem.class, p -> assertThat(p.facts()).containsEntry("failure", "store-full"));
    }

    assertThat(TestSnapshots.counted(node).results).containsExactly("store-full", "store-full");
    assertThat(node.incidents).hasSize(1);
  }

  @Test
  void anAgentThatCanNotBeAskedIsReplacedByWhatIsKept() throws Exception {
    String session = node(TestDatabase.Kind.DERBY).sessionIn(workdir, true);
    turn(session);
    node.histories.add(node.get(io.mooring.turn.SaidHistory.class));
    agent.breakDown("GET /session/.*");

    SnapshotDocument taken = take(session);

    assertThat(taken.conversation()).contains(ConversationSource.MESSAGES);
    assertThat(taken.consistent()).contains(true);
    assertThat(conversation(taken.id()).path("messages")).hasSize(2);
  }

  @Test
  void aBusySessionIsCapturedAsItIsAndMarked() throws Exception {
    String session = node(TestDatabase.Kind.DERBY).sessionIn(workdir, true);
    turn(session);
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    TestTurns.post(node, session);
    await().until(() -> agent.count("POST /session/.*/prompt_async") == 2);
    long calls = agent.count("POST /session/[^/]*/abort");

    SnapshotDocument taken = take(session);

    assertThat(taken.consistent()).contains(false);
    assertThat(taken.endState()).isNull();
    assertThat(conversation(taken.id()).path("messages")).hasSize(3);
    assertThat(agent.count("POST /session/[^/]*/abort")).isEqualTo(calls);
    agent.die();
  }

  @Test
  void whatWasSaidMeanwhileIsLookedAtAgain() throws Exception {
    String session = node(TestDatabase.Kind.DERBY).sessionIn(workdir, true);
    turn(session);
    AtomicInteger reads = new AtomicInteger();
    agent.onRead =
        id -> {
          if (reads.incrementAndGet() == 2) {
            agent.say(id, "msg_0", "one more");
          }
        };

    SnapshotDocument taken = take(session);

    assertThat(reads).hasValue(4);
    assertThat(taken.consistent()).contains(true);
    assertThat(conversation(taken.id()).path("messages")).hasSize(3);
  }

  @Test
  void whoNeverHoldsStillIsTakenAfterThreeTriesAndMarked() throws Exception {
    String session = node(TestDatabase.Kind.DERBY).sessionIn(workdir, true);
    turn(session);
    AtomicInteger reads = new AtomicInteger();
    agent.onRead =
        id -> {
          reads.incrementAndGet();
          agent.say(id, "msg_0", "and more");
        };

    SnapshotDocument taken = take(session);

    assertThat(reads).hasValue(2 * SessionCapture.TRIES);
    assertThat(taken.consistent()).contains(false);
    assertThat(
            new Verification(store, tenantKeys(), RestoreLimits.DEFAULT)
                .verify(taken.id(), taken.sha256().orElseThrow()))
        .isNotNull();
  }

  @Test
  @SuppressWarnings("UnnecessaryAssignment") // other settings, as after a new start
  void anIdleSessionIsSavedAfterItsTurnWhenThatIsWanted() throws Exception {
    String session = node(TestDatabase.Kind.DERBY).sessionIn(workdir, true);
    TurnSnapshots after = node.get(TurnSnapshots.class);
    turn(session);
    node.pass(Duration.ofMinutes(1));
    after.round();
    node.settings.put("mooring.snapshot.after-turn", "idle");
    node.beans.bind(
        io.mooring.config.Settings.class,
        new io.mooring.config.Settings(
            key -> java.util.Optional.ofNullable(node.settings.get(key))));
    after.settings = node.get(io.mooring.config.Settings.class);

    turn(session);
    after.round();
    assertThat(taken(session)).isEmpty();
    node.pass(Duration.ofSeconds(11));
    after.round();

    await().atMost(Duration.ofSeconds(30)).until(() -> taken(session).size() == 1);
    assertThat(taken(session).get(0).reason()).isEqualTo(SnapshotReason.TURN_ENDED);
    assertThat(taken(session).get(0).endState()).isEqualTo(EndState.DONE);
    after.round();
    assertThat(taken(session)).hasSize(1);
  }

  private List<SnapshotDocument> taken(String session) {
    return node
        .get(ReadSnapshots.class)
        .list(io.mooring.session.TestSessions.ANN, session, java.util.Optional.empty(), 9)
        .stream()
        .map(ReadSnapshots.Placed::snapshot)
        .filter(snapshot -> snapshot.state() == SnapshotState.COMPLETE)
        .toList();
  }
}
