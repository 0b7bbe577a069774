package io.mooring.snapshot.restoring;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.audit.AuditSteps;
import io.mooring.audit.TestAudit;
import io.mooring.feed.Journal;
import io.mooring.feed.StoredEvent;
import io.mooring.idempotency.Repeatable;
import io.mooring.report.LogRecords;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.OpenContext;
import io.mooring.session.OpenSession;
import io.mooring.session.SessionReaper;
import io.mooring.session.SessionStatus;
import io.mooring.session.TestSessions;
import io.mooring.snapshot.FaultyStore;
import io.mooring.snapshot.Snapshot;
import io.mooring.snapshot.SnapshotReason;
import io.mooring.snapshot.TakeSnapshot;
import io.mooring.snapshot.TestSnapshots;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.turn.TestTurns;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreSnapshotTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir Path directory;
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final TestSnapshots.Keys keys = new TestSnapshots.Keys();
  private final List<AutoCloseable> open = new ArrayList<>();
  private TestSessions node;
  private TestRestores.Points points;
  private Path workdir;
  private String session;
  private String snapshot;

  @AfterEach
  void clear() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    threads.shutdownNow();
    agent.close();
  }

  /** A thread that crashes is what a test may want. */
  private static ConditionFactory await() {
    return Awaitility.await().dontCatchUncaughtExceptions();
  }

  private TestSessions node(TestDatabase.Kind kind, String boot) throws Exception {
    return node(kind, boot, new DirectoryStore(directory.resolve("store")));
  }

  private TestSessions node(TestDatabase.Kind kind, String boot, SnapshotStore store)
      throws Exception {
    TestSessions made =
        new TestSessions(DATABASES.get(kind), agent, boot, directory.resolve("data"));
    TestTurns.bind(made);
    TestSnapshots.bind(made, keys, store);
    points = TestRestores.bind(made);
    made.histories.add(made.get(io.mooring.turn.SaidHistory.class));
    open.add(0, made);
    open.add(0, TestTurns.run(made, threads));
    return made;
  }

  /** A session that has said and written "early", was snapshotted, and has gone on with "late". */
  private void given(TestDatabase.Kind kind) throws Exception {
    TestSnapshots.forget(DATABASES.get(kind));
    node = node(kind, "boot_a_" + kind);
    workdir = Files.createDirectory(directory.toRealPath().resolve("work"));
    session = node.sessionIn(workdir, true);
    Files.writeString(workdir.resolve("a.txt"), "early");
    agent.behaviour = (a, upstream, prompt) -> a.say(upstream, prompt, "early");
    turn(node, session);
    snapshot =
        node.get(TakeSnapshot.class)
            .now(SYSTEM, session, Snapshot.Wanted.because(SnapshotReason.MANUAL))
            .id();
    agent.behaviour = (a, upstream, prompt) -> a.say(upstream, prompt, "late");
    Files.writeString(workdir.resolve("a.txt"), "late");
    Files.writeString(workdir.resolve("b.txt"), "late");
    turn(node, session);
  }

  private static void turn(TestSessions on, String session) {
    String turn = TestTurns.post(on, session);
    await().atMost(LONG).until(() -> TestTurns.hasEnded(on, turn));
  }

  private RestoreDocument begin(Optional<String> into) {
    return node.get(RestoreSnapshot.class).begin(ANN, snapshot, into, Optional.empty());
  }

  private RestoreDocument ended(TestSessions on, String id) {
    await().atMost(LONG).until(() -> on.get(RestoreSteps.class).show(ANN, id).state().hasEnded());
    return on.get(RestoreSteps.class).show(ANN, id);
  }

  private void cleaned(TestSessions on, String id) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              on.get(RestoreReaper.class).reap();
              return on.get(RestoreSteps.class).read(SYSTEM, id).isCleaned();
            });
  }

  private List<String> saidNow(String of) {
    return agent.said(node.read(of).upstreamSessionId().orElseThrow());
  }

  private static List<String> names(Path parent) throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private List<StoredEvent> feed(String of) {
    return node.beans.inTransaction(() -> node.get(Journal.class).read(SYSTEM, of, 0, 1_000));
  }

  @ParameterizedTest
  @EnumSource
  void filesAndConversationAreThoseOfTheSnapshot(TestDatabase.Kind kind) throws Exception {
    given(kind);
    String before = node.read(session).upstreamSessionId().orElseThrow();

    RestoreDocument done = ended(node, begin(Optional.empty()).id());

    assertThat(done.state()).isEqualTo(RestoreState.DONE);
    assertThat(done.failure()).isEmpty();
    assertThat(workdir.resolve("a.txt")).hasContent("early");
    assertThat(names(workdir)).containsExactly("a.txt", "resume.log");
    assertThat(Files.readString(workdir.resolve("resume.log")))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\\n");
    assertThat(node.read(session).upstreamSessionId()).isPresent().get().isNotEqualTo(before);
    assertThat(saidNow(session)).anyMatch(text -> text.contains("early"));
    assertThat(saidNow(session)).noneMatch(text -> text.contains("late"));
    assertThat(feed(session).toString()).contains("snapshot.restored").contains(snapshot);
    assertThat(agent.count("POST /instance/dispose")).isPositive();
    counts(RestoreState.DONE);
  }

  private void counts(RestoreState... states) {
    TestRestores.Counted counted = (TestRestores.Counted) node.get(RestoreMetrics.class);
    await().atMost(LONG).until(() -> counted.states.equals(List.of(states)));
  }

  @Test
  void aFailureThatNamesAnAgentsFileWritesNoLineIntoTheLog() throws Exception {
    given(TestDatabase.Kind.DERBY);
    FaultyStore full =
        new FaultyStore(
            new DirectoryStore(directory.resolve("store")),
            1,
            () -> {
              throw new FileSystemException("a\n2026-01-01 ERROR all is lost\u202e");
            });
    node = node(TestDatabase.Kind.DERBY, "boot_b", full);

    try (LogRecords log = new LogRecords(RunRestore.class)) {
      RestoreDocument failed = ended(node, begin(Optional.empty()).id());

      assertThat(failed.state()).isEqualTo(RestoreState.FAILED);
      assertThat(log.thrown())
          .hasSizeGreaterThan(1)
          .allSatisfy(text -> assertThat(text).doesNotContain("\n").doesNotContain("\u202e"));
    }
    assertThat(workdir.resolve("a.txt")).hasContent("late");
  }

  @ParameterizedTest
  @EnumSource
  void theOldWorkdirStaysUntilItsSnapshotIsProved(TestDatabase.Kind kind) throws Exception {
    given(kind);
    RestoreDocument done = ended(node, begin(Optional.empty()).id());
    assertThat(names(workdir.getParent())).anyMatch(name -> name.startsWith(".mooring-old-"));
    String before = done.beforeSnapshotId().orElseThrow();

    cleaned(node, done.id());

    assertThat(names(workdir.getParent())).noneMatch(name -> name.startsWith(".mooring"));
    Snapshot saved =
        node.beans.inTransaction(
            () -> node.get(io.mooring.snapshot.Snapshots.class).get(SYSTEM, before));
    assertThat(saved.reason()).isEqualTo(SnapshotReason.BEFORE_RESTORE);
    assertThat(saved.verifiedAt()).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void whatCameBeforeComesBackToo(TestDatabase.Kind kind) throws Exception {
    given(kind);
    String before = ended(node, begin(Optional.empty()).id()).beforeSnapshotId().orElseThrow();

    snapshot = before;
    assertThat(ended(node, begin(Optional.empty()).id()).state()).isEqualTo(RestoreState.DONE);

    assertThat(workdir.resolve("a.txt")).hasContent("late");
    assertThat(workdir.resolve("b.txt")).hasContent("late");
    assertThat(saidNow(session)).anyMatch(text -> text.contains("late"));
  }

  @ParameterizedTest
  @EnumSource
  void anUpstreamSessionThatIsLostLaterComesBackAsOfTheSnapshot(TestDatabase.Kind kind)
      throws Exception {
    given(kind);
    node.histories.add(0, io.mooring.snapshot.TestHistories.exports(node));
    ended(node, begin(Optional.empty()).id());
    agent.behaviour = (a, upstream, prompt) -> a.say(upstream, prompt, "after");
    turn(node, session);
    agent.forget(node.read(session).upstreamSessionId().orElseThrow());
    node.pass(Duration.ofMinutes(1)); // until it is asked whether it is there

    OpenContext context = node.get(OpenSession.class).ensureForTurn(SYSTEM, session).context();

    assertThat(context).as(feed(session).toString()).isEqualTo(OpenContext.RESTORED);
    assertThat(saidNow(session)).anyMatch(text -> text.contains("early"));
    assertThat(saidNow(session)).anyMatch(text -> text.contains("after"));
    assertThat(saidNow(session)).noneMatch(text -> text.contains("late"));
  }

  @ParameterizedTest
  @EnumSource
  void aNewSessionGetsAWorkdirOfItsOwn(TestDatabase.Kind kind) throws Exception {
    given(kind);
    String key = node.ids.next("key");

    RestoreDocument done = ended(node, begin(Optional.of(key)).id());

    assertThat(done.state()).isEqualTo(RestoreState.DONE);
    assertThat(done.sessionId()).isNotEqualTo(session);
    assertThat(node.read(done.sessionId()).key()).isEqualTo(key);
    Path own = Path.of(node.read(done.sessionId()).workdir());
    assertThat(own).isNotEqualTo(workdir);
    assertThat(own.resolve("a.txt")).hasContent("early");
    assertThat(saidNow(done.sessionId())).anyMatch(text -> text.contains("early"));
    assertThat(workdir.resolve("a.txt")).hasContent("late");
    assertThat(saidNow(session)).anyMatch(text -> text.contains("late"));
    assertThatThrownBy(() -> begin(Optional.of(key))).extracting("code").isEqualTo("key-taken");
  }

  @ParameterizedTest
  @EnumSource
  void aRequestThatIsRepeatedIsTheSameRestore(TestDatabase.Kind kind) throws Exception {
    given(kind);
    Repeatable request = Repeatable.of(node.ids.next("k"), "POST /restore", "{}");
    RestoreSnapshot restores = node.get(RestoreSnapshot.class);

    String first = restores.begin(ANN, snapshot, Optional.empty(), Optional.of(request)).id();
    ended(node, first);
    String again = restores.begin(ANN, snapshot, Optional.empty(), Optional.of(request)).id();

    assertThat(again).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void aRunningTurnRefusesIt(TestDatabase.Kind kind) throws Exception {
    given(kind);
    agent.behaviour = (a, upstream, prompt) -> a.busy(upstream);
    TestTurns.post(node, session);
    await().atMost(LONG).until(() -> node.read(session).status() == SessionStatus.BUSY);

    assertThatThrownBy(() -> begin(Optional.empty())).extracting("code").isEqualTo("workdir-busy");

    assertThat(workdir.resolve("a.txt")).hasContent("late");
  }

  @Test
  void othersMayNotAndAuditorsMayOnlySee() throws Exception {
    given(TestDatabase.Kind.DERBY);
    RestoreSnapshot restores = node.get(RestoreSnapshot.class);
    Caller bob = new Caller("default", "bob", Set.of(Role.USER));
    Caller auditor = new Caller("default", "aud", Set.of(Role.AUDITOR));
    Caller stranger = new Caller("elsewhere", "ann", Set.of(Role.ADMIN));

    for (Caller caller : List.of(bob, stranger)) {
      assertThatThrownBy(() -> restores.begin(caller, snapshot, Optional.empty(), Optional.empty()))
          .extracting("code")
          .isEqualTo("snapshot-not-found");
    }
    for (Optional<String> into : List.of(Optional.<String>empty(), Optional.of("k"))) {
      assertThatThrownBy(() -> restores.begin(auditor, snapshot, into, Optional.empty()))
          .isInstanceOf(io.mooring.access.Forbidden.class);
    }
    RestoreDocument done = ended(node, begin(Optional.empty()).id());
    assertThat(node.get(RestoreSteps.class).show(auditor, done.id()).state())
        .isEqualTo(RestoreState.DONE);
    assertThatThrownBy(() -> node.get(RestoreSteps.class).show(bob, done.id()))
        .extracting("code")
        .isEqualTo("restore-not-found");
  }

  @Test
  void aDirectoryThatCanNotBeReplacedWhereItIsIsRefused() throws Exception {
    given(TestDatabase.Kind.DERBY);
    Path elsewhere = Files.move(workdir, directory.resolve("elsewhere"));
    Files.createSymbolicLink(workdir, elsewhere);

    assertThatThrownBy(() -> begin(Optional.empty()))
        .extracting("code")
        .isEqualTo("workdir-not-replaceable");
  }

  @Test
  void aWorkdirThatIsGoneComesBack() throws Exception {
    given(TestDatabase.Kind.DERBY);
    io.mooring.worktree.TreeRemoval.remove(workdir);

    RestoreDocument done = ended(node, begin(Optional.empty()).id());

    assertThat(done.state()).isEqualTo(RestoreState.DONE);
    assertThat(done.beforeSnapshotId()).isEmpty();
    assertThat(workdir.resolve("a.txt")).hasContent("early");
  }

  @Test
  void aDamagedSnapshotChangesNothing() throws Exception {
    given(TestDatabase.Kind.DERBY);
    String upstream = node.read(session).upstreamSessionId().orElseThrow();
    try (Stream<Path> all = Files.walk(directory.resolve("store"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }

    RestoreDocument failed = ended(node, begin(Optional.empty()).id());
    cleaned(node, failed.id());

    assertThat(failed.state()).isEqualTo(RestoreState.FAILED);
    counts(RestoreState.FAILED);
    assertThat(failed.failure()).contains("snapshot-damaged");
    assertThat(TestAudit.of(node.get(AuditSteps.class), failed.snapshotId()))
        .extracting(deed -> deed.user().orElse("-") + " " + deed.action())
        .containsExactly("ann snapshot.restored", "- snapshot.unreadable");
    assertThat(workdir.resolve("a.txt")).hasContent("late");
    assertThat(node.read(session).upstreamSessionId()).contains(upstream);
    assertThat(names(workdir.getParent())).noneMatch(name -> name.startsWith(".mooring"));
  }

  @ParameterizedTest
  @EnumSource
  void aConversationThatCanNotComeInTakesTheFilesBack(TestDatabase.Kind kind) throws Exception {
    given(kind);
    String upstream = node.read(session).upstreamSessionId().orElseThrow();
    node.settings.put("mooring.restore.opening", "PT0S");
    agent.breakDown("POST /session");

    RestoreDocument failed = ended(node, begin(Optional.empty()).id());
    agent.repair();
    cleaned(node, failed.id());

    assertThat(failed.state()).isEqualTo(RestoreState.FAILED);
    assertThat(workdir.resolve("a.txt")).hasContent("late");
    assertThat(names(workdir)).containsExactly("a.txt", "b.txt");
    assertThat(node.read(session).upstreamSessionId()).contains(upstream);
    agent.behaviour = (a, up, prompt) -> a.say(up, prompt, "goes on");
    turn(node, session);
  }

  @Test
  void anUpstreamThatIsOutOfReachIsWaitedFor() throws Exception {
    given(TestDatabase.Kind.DERBY);
    agent.breakDown("POST /session");
    String id = begin(Optional.empty()).id();
    await()
        .atMost(LONG)
        .until(
            () ->
                node.get(RestoreSteps.class).read(SYSTEM, id).state() == RestoreState.SWAPPED
                    && !node.get(RunRestore.class).isRunning(id));

    agent.repair();
    node.get(RestoreReaper.class).reap();

    assertThat(ended(node, id).state()).isEqualTo(RestoreState.DONE);
    assertThat(workdir.resolve("a.txt")).hasContent("early");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "restore.written",
        "restore.begun",
        "restore.saved",
        "restore.staged",
        "restore.intended",
        "restore.move-old-away",
        "restore.move-fresh-in",
        "restore.moved",
        "session.claimed",
        "session.intended",
        "session.made",
        "session.completed",
        "restore.spoken",
        "restore.done"
      })
  void whateverANodeLeavesAnotherOneFinishesOrUndoes(String point) throws Exception {
    given(TestDatabase.Kind.DERBY);
    String upstream = node.read(session).upstreamSessionId().orElseThrow();
    TestSessions dead = node;
    TestRestores.Points deadly = points;
    deadly.fatal = point;
    Optional<String> begun = beginAndCrash(deadly, point);
    TestSessions alive = node(TestDatabase.Kind.DERBY, "boot_b_" + point);
    alive.node.learnOfDeath(dead.node.bootId());
    alive.get(SessionReaper.class).releaseClaims(SYSTEM, Set.of(dead.node.bootId()));
    alive.get(SessionReaper.class).settleIntents(SYSTEM, Set.of(dead.node.bootId()));
    String id = begun.orElseGet(() -> onlyUnfinished(alive));

    await()
        .atMost(LONG)
        .until(
            () -> {
              alive.get(RestoreReaper.class).reap();
              return alive.get(RestoreSteps.class).read(SYSTEM, id).state().hasEnded();
            });
    RestoreDocument now = ended(alive, id);

    node = alive;
    if (now.state() == RestoreState.DONE) {
      assertThat(workdir.resolve("a.txt")).hasContent("early");
      assertThat(saidNow(session)).noneMatch(text -> text.contains("late"));
    } else {
      assertThat(now.failure()).contains("node-lost");
      assertThat(workdir.resolve("a.txt")).hasContent("late");
      assertThat(workdir.resolve("b.txt")).hasContent("late");
      assertThat(node.read(session).upstreamSessionId()).contains(upstream);
    }
    assertThat(now.state() == RestoreState.FAILED)
        .isEqualTo(
            Set.of("restore.written", "restore.begun", "restore.saved", "restore.staged")
                .contains(point));
    agent.behaviour = (a, up, prompt) -> a.say(up, prompt, "goes on");
    turn(alive, session);
  }

  private Optional<String> beginAndCrash(TestRestores.Points deadly, String point) {
    Optional<String> begun = Optional.empty();
    try {
      begun = Optional.of(begin(Optional.empty()).id());
    } catch (TestRestores.Crash crash) {
      assertThat(crash).hasMessage(point);
    }
    await().atMost(LONG).until(() -> deadly.passed.contains(point));
    begun.ifPresent(
        id -> await().atMost(LONG).until(() -> !node.get(RunRestore.class).isRunning(id)));
    return begun;
  }

  private static String onlyUnfinished(TestSessions on) {
    return on.get(RestoreSteps.class).unfinished(SYSTEM, 100).stream()
        .filter(restore -> !restore.state().hasEnded())
        .map(Restore::id)
        .findFirst()
        .orElseThrow();
  }
}
