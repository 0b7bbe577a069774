package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.schema.Conflicts;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.turn.TestTurns;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionClaimsTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir static Path data;
  private final FakeAgent agent = new FakeAgent();
  private final List<TestSessions> nodes = new ArrayList<>();

  @AfterEach
  void clear() {
    nodes.forEach(TestSessions::close);
    agent.close();
  }

  private TestSessions node(TestDatabase.Kind kind, String boot) {
    TestSessions node = new TestSessions(DATABASES.get(kind), agent, boot, data.resolve(boot));
    TestTurns.bind(node);
    nodes.add(node);
    return node;
  }

  private static SessionClaims.Wanted anyChecked() {
    return new SessionClaims.Wanted(Instant.EPOCH, Optional.empty(), false);
  }

  private static SessionClaim won(SessionClaims.Claiming claiming) {
    assertThat(claiming).isInstanceOf(SessionClaims.Claiming.Won.class);
    return ((SessionClaims.Claiming.Won) claiming).claim();
  }

  private static Opened fresh(String id) {
    return new Opened(id, "/w", OpenContext.FRESH, Optional.empty(), List.of(), Optional.empty());
  }

  private static <T> List<T> atOnce(int callers, Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(java.util.Collections.nCopies(callers, call))) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLateCompletionChangesNothing(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    SessionClaims claims = node.get(SessionClaims.class);
    String id = node.session();

    SessionClaim first = won(claims.claim(ANN, id, anyChecked()));
    assertThat(claims.claim(ANN, id, anyChecked()))
        .isInstanceOf(SessionClaims.Claiming.Taken.class);
    claims.giveUp(SYSTEM, first);
    assertThat(node.read(id).status()).isEqualTo(SessionStatus.NEW);
    SessionClaim second = won(claims.claim(ANN, id, anyChecked()));

    assertThat(claims.complete(SYSTEM, first, fresh("ses_late"))).isFalse();
    claims.giveUp(SYSTEM, first);
    assertThatThrownBy(() -> claims.intend(SYSTEM, first)).isInstanceOf(SessionFailure.class);
    assertThat(claims.complete(SYSTEM, second, fresh("ses_right"))).isTrue();
    assertThat(node.read(id).upstreamSessionId()).contains("ses_right");
    assertThat(node.read(id).status()).isEqualTo(SessionStatus.IDLE);
  }

  @ParameterizedTest
  @EnumSource
  void whatALateClaimMadeUpstreamIsDeleted(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String id = node.session();
    SessionClaims claims = node.get(SessionClaims.class);
    Ladder ladder = node.get(Ladder.class);
    SessionClaim late = won(claims.claim(ANN, id, anyChecked()));
    Opened made = ladder.climb(late, Optional.empty());
    claims.giveUp(SYSTEM, late);

    assertThat(claims.complete(SYSTEM, late, made)).isFalse();
    ladder.undo(late, made);

    assertThat(agent.sessionIds()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatWasCommittedIsNotDeletedByCleanUp(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String id = node.session();
    SessionClaims claims = node.get(SessionClaims.class);
    SessionClaim claim = won(claims.claim(ANN, id, anyChecked()));
    Opened made = node.get(Ladder.class).climb(claim, Optional.empty());
    assertThat(claims.complete(SYSTEM, claim, made)).isTrue();

    node.get(Ladder.class).undo(claim, made);

    assertThat(agent.sessionIds()).containsExactly(made.upstreamSessionId());
  }

  @ParameterizedTest
  @EnumSource
  void theClaimIsCommittedAndNoRowIsLockedWhileUpstreamIsAsked(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    node.settings.put("mooring.session.fresh", "PT0S");
    OpenSession open = node.get(OpenSession.class);
    String id = node.session();
    String upstream = open.ensure(ANN, id).upstreamSessionId();
    var unchecked = new SessionClaims.Wanted(Instant.MAX, Optional.empty(), false);
    List<SessionClaims.Claiming> meanwhile = new CopyOnWriteArrayList<>();
    agent.onRead = read -> meanwhile.add(node.get(SessionClaims.class).claim(ANN, id, unchecked));

    assertThat(open.ensure(ANN, id).upstreamSessionId()).isEqualTo(upstream);

    assertThat(meanwhile).isNotEmpty().allMatch(SessionClaims.Claiming.Taken.class::isInstance);
  }

  @ParameterizedTest
  @EnumSource
  void ofManyClaimersOneWins(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind, "boot_a");
    SessionClaims claims = node.get(SessionClaims.class);
    String id = node.session();

    List<SessionClaims.Claiming> all =
        atOnce(64, () -> Conflicts.retry(() -> claims.claim(ANN, id, anyChecked())));

    assertThat(all).filteredOn(SessionClaims.Claiming.Won.class::isInstance).hasSize(1);
    assertThat(all).filteredOn(SessionClaims.Claiming.Taken.class::isInstance).hasSize(63);
  }

  @ParameterizedTest
  @EnumSource
  void ofManyEnsurersOneCreates(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind, "boot_a");
    String id = node.session();

    List<Ensured> all = atOnce(32, () -> node.get(OpenSession.class).ensure(ANN, id));

    assertThat(all)
        .extracting(Ensured::upstreamSessionId)
        .containsOnly(agent.sessionIds().iterator().next());
    assertThat(all).filteredOn(Ensured::created).hasSize(1);
    assertThat(agent.sessionIds()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void ofManyCreatorsOfAKeyOneCreates(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind, "boot_a");
    NewSession wanted = node.named(Optional.of(node.ids.next("key")));

    List<CreateSession.Created> all = atOnce(64, () -> Conflicts.retry(() -> node.created(wanted)));

    assertThat(all).filteredOn(CreateSession.Created::created).hasSize(1);
    assertThat(all)
        .extracting(created -> created.session().id())
        .containsOnly(all.get(0).session().id());
  }

  @ParameterizedTest
  @EnumSource
  void racersWhoReplaceTheSameConverge(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind, "boot_a");
    OpenSession open = node.get(OpenSession.class);
    String id = node.session();
    String old = open.ensure(ANN, id).upstreamSessionId();

    List<Ensured> all = atOnce(16, () -> open.recreate(ANN, id, Optional.of(old)));

    assertThat(all).extracting(Ensured::upstreamSessionId).doesNotContain(old);
    assertThat(all.stream().map(Ensured::upstreamSessionId).distinct()).hasSize(1);
    assertThat(all).filteredOn(Ensured::created).hasSize(1);
    assertThat(agent.sessionIds()).hasSize(2).contains(old);
  }

  @ParameterizedTest
  @EnumSource
  void onlyAConfirmedNotFoundMakesAnotherUpstreamSession(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    node.settings.put("mooring.session.fresh", "PT0S");
    OpenSession open = node.get(OpenSession.class);
    String id = node.session();
    String first = open.ensure(ANN, id).upstreamSessionId();
    agent.breakDown("GET /session/.*");

    assertThatThrownBy(() -> open.ensureForTurn(SYSTEM, id))
        .isInstanceOf(io.mooring.opencode.UpstreamFailure.class);
    assertThat(node.read(id).upstreamSessionId()).contains(first);

    agent.repair();
    assertThat(open.ensureForTurn(SYSTEM, id).upstreamSessionId()).isEqualTo(first);
    agent.forget(first);
    assertThat(open.ensureForTurn(SYSTEM, id).context()).isEqualTo(OpenContext.FRESH);
    assertThat(node.read(id).upstreamSessionId()).isNotEqualTo(Optional.of(first));
  }

  @ParameterizedTest
  @EnumSource
  void aFailedOpeningGivesTheClaimBackAndTellsTheFirstError(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String id = node.session();
    agent.breakDown("POST /session");

    assertThatThrownBy(() -> node.get(OpenSession.class).ensure(ANN, id))
        .isInstanceOf(io.mooring.opencode.UpstreamFailure.class);

    assertThat(node.read(id).status()).isEqualTo(SessionStatus.NEW);
    agent.repair();
    assertThat(node.get(OpenSession.class).ensure(ANN, id).created()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aNodeThatMayBeTakenForDeadClaimsNothing(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String id = node.session();
    node.node.loseLeases();

    assertThatThrownBy(() -> node.get(OpenSession.class).ensure(ANN, id))
        .hasMessageContaining("leases");
    assertThat(node.read(id).status()).isEqualTo(SessionStatus.NEW);
  }

  @ParameterizedTest
  @EnumSource
  void theReaperReleasesAndDeletesWhatADeadBootLeft(TestDatabase.Kind kind) {
    TestSessions dead = node(kind, "boot_" + kind + "_dead");
    TestSessions alive = node(kind, "boot_" + kind + "_alive");
    String id = dead.session();
    SessionClaim claim = won(dead.get(SessionClaims.class).claim(ANN, id, anyChecked()));
    Opened made = dead.get(Ladder.class).climb(claim, Optional.empty());
    SessionReaper reaper = alive.get(SessionReaper.class);
    assertThat(reaper.holders(SYSTEM)).contains(dead.node.bootId());

    reaper.releaseClaims(SYSTEM, Set.of(dead.node.bootId()));
    assertThat(reaper.settleIntents(SYSTEM, Set.of(dead.node.bootId()))).isTrue();

    assertThat(agent.sessionIds()).isEmpty();
    assertThat(reaper.holders(SYSTEM)).doesNotContain(dead.node.bootId());
    assertThat(dead.get(SessionClaims.class).complete(SYSTEM, claim, made)).isFalse();
    assertThat(alive.get(OpenSession.class).ensure(ANN, id).created()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aClaimOfThisBootThatNobodyWorksAtIsReleased(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_" + kind + "_own");
    String id = node.session();
    ClaimWaiters waiters = node.get(ClaimWaiters.class);
    waiters.enter("default", id);
    won(node.get(SessionClaims.class).claim(ANN, id, anyChecked()));

    node.get(SessionReaper.class).releaseAbandoned(SYSTEM, node.node.bootId());
    assertThat(node.read(id).status()).isEqualTo(SessionStatus.OPENING);
    waiters.leave(id);
    node.get(SessionReaper.class).releaseAbandoned(SYSTEM, node.node.bootId());

    assertThat(node.read(id).status()).isEqualTo(SessionStatus.NEW);
  }

  @ParameterizedTest
  @EnumSource
  void whatALostAnswerLeftUpstreamIsDeletedAfterAMinute(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_" + kind + "_lost");
    String id = node.session();
    SessionClaim claim = won(node.get(SessionClaims.class).claim(ANN, id, anyChecked()));
    node.get(Ladder.class).climb(claim, Optional.empty());
    node.get(SessionClaims.class).giveUp(SYSTEM, claim);
    SessionReaper reaper = node.get(SessionReaper.class);

    reaper.settleAbandoned(SYSTEM, node.node.bootId());
    assertThat(agent.sessionIds()).hasSize(1);
    node.pass(java.time.Duration.ofSeconds(61));
    reaper.settleAbandoned(SYSTEM, node.node.bootId());

    assertThat(agent.sessionIds()).isEmpty();
    assertThat(reaper.holders(SYSTEM)).doesNotContain(node.node.bootId());
  }
}
