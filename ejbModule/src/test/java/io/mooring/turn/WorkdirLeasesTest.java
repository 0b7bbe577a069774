package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.schema.Conflicts;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.DeleteSession;
import io.mooring.session.FakeAgent;
import io.mooring.session.OpenSession;
import io.mooring.session.SessionFailure;
import io.mooring.session.TestSessions;
import io.mooring.session.TestWorkdirs;
import io.mooring.session.WorkdirLease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkdirLeasesTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir static Path data;
  private final FakeAgent agent = new FakeAgent();
  private TestSessions node;
  private TestWorkdirs workdirs;
  private String root;

  @AfterEach
  void clear() {
    node.close();
    agent.close();
  }

  private void on(TestDatabase.Kind kind) {
    node = new TestSessions(DATABASES.get(kind), agent, "boot_a", data.resolve("a"));
    TestTurns.bind(node);
    workdirs = node.get(TestWorkdirs.class);
    root = "/" + node.ids.next("root");
  }

  private WorkdirLease.Token take(String path) {
    return Conflicts.retry(
        () -> workdirs.take(SYSTEM, root + path, node.ids.next("rst"), "boot_a"));
  }

  private String sessionIn(String path) {
    return workdirs.session(node, root + path);
  }

  private Optional<ClaimedTurn> claim(String session) {
    return node.get(TurnClaims.class).claimNext(SYSTEM, session, Set.of());
  }

  @ParameterizedTest
  @EnumSource
  void overlapIsAMatterOfWholeNames(TestDatabase.Kind kind) {
    on(kind);
    take("/srv/a");

    for (String path : List.of("/srv/a", "/srv/a/b", "/srv", "/srv/a/b/c/d")) {
      assertThatThrownBy(() -> take(path))
          .isInstanceOf(SessionFailure.class)
          .extracting("code")
          .isEqualTo("workdir-restoring");
    }
    for (String path : List.of("/srv/ab", "/srv/b", "/sr", "/srv/a.b")) {
      assertThat(take(path).generation()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTurnWaitsWhileItsWorkdirIsHeldAndRunsAfterwards(TestDatabase.Kind kind) {
    on(kind);
    List<String> sessions =
        List.of(sessionIn("/w"), sessionIn("/w/below"), sessionIn(""), sessionIn("/w"));
    String beside = sessionIn("/w2");
    sessions.forEach(session -> TestTurns.queue(node, session));
    TestTurns.queue(node, beside);
    WorkdirLease.Token token = take("/w");

    assertThat(sessions).allSatisfy(session -> assertThat(claim(session)).isEmpty());
    assertThat(claim(beside)).isPresent();

    workdirs.release(SYSTEM, root + "/w", token);
    assertThat(sessions).allSatisfy(session -> assertThat(claim(session)).isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void aTurnThatIsPostedWhileItsWorkdirIsHeldIsOnlyQueued(TestDatabase.Kind kind) {
    on(kind);
    String held = sessionIn("/w");
    String beside = sessionIn("/w2");
    take("/w");

    String waits = TestTurns.post(node, held);
    String runs = TestTurns.post(node, beside);

    ReadTurns turns = node.get(ReadTurns.class);
    assertThat(turns.get(ANN, waits).state()).isEqualTo(TurnState.QUEUED);
    assertThat(turns.get(ANN, runs).state()).isEqualTo(TurnState.RUNNING);
  }

  @ParameterizedTest
  @EnumSource
  void aRunningTurnInItAboveItOrBelowItIsSeen(TestDatabase.Kind kind) {
    on(kind);
    for (String path : List.of("/x", "/x/below/deep", "")) {
      String session = sessionIn(path);
      String turn = TestTurns.post(node, session);
      ClaimedTurn claimed = claim(session).orElseThrow();

      assertThatThrownBy(() -> workdirs.requireRest(SYSTEM, root + "/x"))
          .extracting("code")
          .isEqualTo("workdir-busy");
      node.get(TurnClaims.class)
          .end(
              SYSTEM,
              claimed,
              TurnResult.empty(TurnState.COMPLETED, Optional.empty()),
              List.of(),
              List.of(),
              Trace.UNKNOWN);
      assertThat(node.get(ReadTurns.class).get(ANN, turn).state()).isEqualTo(TurnState.COMPLETED);
      workdirs.requireRest(SYSTEM, root + "/x");
    }
    String beside = sessionIn("/xy");
    TestTurns.post(node, beside);
    assertThat(claim(beside)).isPresent();
    workdirs.requireRest(SYSTEM, root + "/x");
  }

  @ParameterizedTest
  @EnumSource
  void ofATurnAndARestoreAtOnceNeverBothGoOn(TestDatabase.Kind kind) throws Exception {
    on(kind);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 20; round++) {
        String path = "/race" + round;
        String session = sessionIn(path);
        TestTurns.post(node, session);
        Callable<Boolean> turn = () -> Conflicts.retry(() -> claim(session)).isPresent();
        Callable<Boolean> restore =
            () -> {
              WorkdirLease.Token token = take(path);
              try {
                return Conflicts.retry(
                    () -> {
                      workdirs.requireRest(SYSTEM, root + path);
                      return true;
                    });
              } catch (SessionFailure busy) {
                workdirs.release(SYSTEM, root + path, token);
                return false;
              }
            };

        List<Boolean> went = new ArrayList<>();
        for (Future<Boolean> each : threads.invokeAll(List.of(turn, restore))) {
          went.add(each.get());
        }

        // Both may stand back, which costs nothing: the turn is offered again.
        assertThat(went).as("round " + round).isNotEqualTo(List.of(true, true));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofManyTakersOfOverlappingDirectoriesOneWins(TestDatabase.Kind kind) throws Exception {
    on(kind);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Boolean>> takers = new ArrayList<>();
    for (String path : List.of("/m", "/m/a", "/m/a/b", "/m")) {
      takers.addAll(
          Collections.nCopies(
              2,
              () -> {
                try {
                  take(path);
                  return true;
                } catch (SessionFailure taken) {
                  return false;
                }
              }));
    }
    try {
      int won = 0;
      for (Future<Boolean> each : threads.invokeAll(takers)) {
        won += each.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverTakesOverFencesTheOtherOneOff(TestDatabase.Kind kind) {
    on(kind);
    String path = root + "/t";
    WorkdirLease.Token dead = workdirs.take(SYSTEM, path, "rst_1", "boot_dead");

    assertThat(workdirs.takeOver(SYSTEM, path, "rst_1", "boot_other", "boot_b")).isEmpty();
    WorkdirLease.Token alive =
        workdirs.takeOver(SYSTEM, path, "rst_1", "boot_dead", "boot_b").orElseThrow();

    assertThat(workdirs.holds(SYSTEM, path, dead)).isFalse();
    workdirs.release(SYSTEM, path, dead);
    assertThat(workdirs.holds(SYSTEM, path, alive)).isTrue();
    workdirs.release(SYSTEM, path, alive);
    assertThat(workdirs.holds(SYSTEM, path, alive)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void nobodyOpensMovesOrDeletesASessionWhoseWorkdirIsHeld(TestDatabase.Kind kind) {
    on(kind);
    String session = sessionIn("/o");
    take("/o");

    assertThatThrownBy(() -> node.get(OpenSession.class).ensure(ANN, session))
        .extracting("code")
        .isEqualTo("workdir-restoring");
    assertThatThrownBy(
            () -> node.get(DeleteSession.class).one(ANN, session, true, true, Optional.empty()))
        .extracting("code")
        .isEqualTo("workdir-restoring");
    assertThat(agent.sessionIds()).isEmpty();
  }
}
