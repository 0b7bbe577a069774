package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.opencode.UpstreamFailure;
import io.mooring.schema.TestDatabase;
import io.mooring.turn.TestTurns;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("UnnecessaryAssignment") // no container here
class OrphanSweepTest {
  @TempDir Path data;
  private final FakeAgent agent = new FakeAgent();
  private @Nullable TestDatabase database;
  private @Nullable TestSessions node;

  @AfterEach
  void clear() {
    if (node != null) {
      node.close();
    }
    agent.close();
    if (database != null) {
      database.close();
    }
  }

  private TestSessions node(TestDatabase.Kind kind) {
    database = TestDatabase.start(kind);
    node = new TestSessions(database, agent, "boot_a", data);
    TestTurns.bind(node);
    return node;
  }

  private static String opened(TestSessions node) {
    return node.get(OpenSession.class).ensure(ANN, node.session()).upstreamSessionId();
  }

  private static SessionClaim claimed(TestSessions node, String session) {
    var any = new SessionClaims.Wanted(Instant.EPOCH, Optional.empty(), false);
    var won = (SessionClaims.Claiming.Won) node.get(SessionClaims.class).claim(ANN, session, any);
    return won.claim();
  }

  /** Made upstream under an intent that stays open, in a session that nobody claims any more. */
  private static String lost(TestSessions node) {
    SessionClaim claim = claimed(node, node.session());
    Opened made = node.get(Ladder.class).climb(claim, Optional.empty());
    node.get(SessionClaims.class).giveUp(SYSTEM, claim);
    return made.upstreamSessionId();
  }

  /** A look and, unless it is only that, what the job's second step does. */
  private record Swept(OrphanLook look, List<String> deleted) {}

  private static Swept sweep(TestSessions node, boolean dryRun) {
    OrphanSweep sweep = node.get(OrphanSweep.class);
    OrphanLook look = sweep.look(SYSTEM);
    List<String> deleted = new ArrayList<>();
    if (!dryRun) {
      OrphanReader reader = new OrphanReader();
      reader.sweep = sweep;
      reader.open(null);
      for (String id = reader.readItem(); id != null; id = reader.readItem()) {
        if (sweep.delete(SYSTEM, id)) {
          deleted.add(id);
        }
      }
    }
    return new Swept(look, deleted);
  }

  @ParameterizedTest
  @EnumSource
  void aDryRunSaysWhatWouldGoAndDeletesNothing(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String kept = opened(node);
    String lost = lost(node);
    node.pass(Duration.ofHours(2));

    Swept report = sweep(node, true);

    assertThat(report.look().orphans()).containsExactly(lost);
    assertThat(report.deleted()).isEmpty();
    assertThat(report.look().kept()).containsOnly(java.util.Map.entry("current", 1));
    assertThat(report.look().marked()).isEqualTo(2);
    assertThat(agent.sessionIds()).containsExactlyInAnyOrder(kept, lost);
  }

  @ParameterizedTest
  @EnumSource
  void whatNoSessionHasIsDeletedOnceItIsOld(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String kept = opened(node);
    String lost = lost(node);

    assertThat(sweep(node, false).look().kept()).containsEntry("young", 1);
    assertThat(agent.sessionIds()).contains(lost);
    node.pass(Duration.ofHours(2));
    Swept report = sweep(node, false);

    assertThat(report.deleted()).containsExactly(lost);
    assertThat(agent.sessionIds()).containsExactly(kept);
    assertThat(node.get(SessionReaper.class).holders(SYSTEM)).isEmpty();
    assertThat(sweep(node, false).deleted()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsBeingOpenedIsNotDeleted(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    SessionClaim claim = claimed(node, node.session());
    Opened made = node.get(Ladder.class).climb(claim, Optional.empty());
    node.pass(Duration.ofHours(2));

    assertThat(sweep(node, false).look().kept()).containsEntry("opening", 1);

    assertThat(node.get(SessionClaims.class).complete(SYSTEM, claim, made)).isTrue();
    assertThat(agent.sessionIds()).containsExactly(made.upstreamSessionId());
  }

  @ParameterizedTest
  @EnumSource
  void aCopyIsNamedAndLeftAlone(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String original = opened(node);
    String copy = agent.fork(original);
    node.pass(Duration.ofHours(2));

    Swept report = sweep(node, false);

    assertThat(report.look().copies()).containsExactly(copy);
    assertThat(agent.sessionIds()).containsExactlyInAnyOrder(original, copy);
  }

  @ParameterizedTest
  @EnumSource
  void childrenAndStrangersAreNotLookedAt(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String parent = opened(node);
    agent.silentChild(parent);
    node.pass(Duration.ofHours(2));

    assertThat(sweep(node, false).look().marked()).isEqualTo(1);
    assertThat(agent.sessionIds()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void tooManyAtOnceAreAReasonToDeleteNone(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    List<String> lost = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      opened(node);
      lost.add(lost(node));
    }
    node.pass(Duration.ofHours(2));
    node.settings.put("mooring.session.sweep-few", "3");

    Swept report = sweep(node, false);

    assertThat(report.look().refused()).isTrue();
    assertThat(report.look().orphans()).containsExactlyInAnyOrderElementsOf(lost);
    assertThat(report.deleted()).isEmpty();
    assertThat(agent.sessionIds()).hasSize(8);
  }

  @ParameterizedTest
  @EnumSource
  void aFewMayGoWhateverTheirShareIs(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    node.settings.put("mooring.session.sweep-few", "1");
    String lost = lost(node);
    node.pass(Duration.ofHours(2));

    assertThat(sweep(node, false).deleted()).containsExactly(lost);
  }

  @ParameterizedTest
  @EnumSource
  void theHundredthSessionOfADirectoryIsSeenToo(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String original = opened(node);
    for (int i = 0; i < 120; i++) {
      agent.fork(original);
    }

    assertThat(sweep(node, true).look().copies()).hasSize(120);
  }

  @ParameterizedTest
  @EnumSource
  void anUpstreamThatCanNotBeAskedEndsTheSweepBeforeAnyDeletion(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String lost = lost(node);
    node.pass(Duration.ofHours(2));
    agent.breakDown("GET /session");

    assertThatThrownBy(() -> sweep(node, false)).isInstanceOf(UpstreamFailure.class);

    assertThat(agent.sessionIds()).contains(lost);
    assertThat(agent.count("DELETE .*")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void everyOrphanIsLookedAtOnceMoreBeforeItGoes(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    SessionClaim claim = claimed(node, node.session());
    Opened made = node.get(Ladder.class).climb(claim, Optional.empty());
    node.get(SessionClaims.class).giveUp(SYSTEM, claim);
    node.pass(Duration.ofHours(2));
    // Between the two looks somebody comes to have it.
    agent.onRead =
        id -> {
          SessionClaim again = claimed(node, claim.sessionId());
          assertThat(node.get(SessionClaims.class).complete(SYSTEM, again, made)).isTrue();
        };

    Swept report = sweep(node, false);

    assertThat(report.deleted()).isEmpty();
    assertThat(report.look().orphans()).containsExactly(made.upstreamSessionId());
    assertThat(agent.sessionIds()).containsExactly(made.upstreamSessionId());
  }

  @ParameterizedTest
  @EnumSource
  void whatWasReplacedLongAgoAndNeverDeletedIsSwept(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    OpenSession open = node.get(OpenSession.class);
    String old = open.ensure(ANN, session).upstreamSessionId();
    String now = open.recreate(ANN, session, Optional.empty()).upstreamSessionId();
    node.pass(Duration.ofDays(6));
    assertThat(sweep(node, false).look().kept()).containsEntry("history", 1);
    node.pass(Duration.ofDays(2));

    assertThat(sweep(node, false).deleted()).containsExactly(old);

    assertThat(agent.sessionIds()).containsExactly(now);
  }

  @ParameterizedTest
  @EnumSource
  void theReaderGoesOnAfterItsCheckpoint(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    List<String> lost = new ArrayList<>(List.of(lost(node), lost(node), lost(node)));
    lost.sort(java.util.Comparator.naturalOrder());
    node.pass(Duration.ofHours(2));
    OrphanReader reader = new OrphanReader();
    reader.sweep = node.get(OrphanSweep.class);
    reader.open(null);
    assertThat(reader.readItem()).isEqualTo(lost.get(0));

    OrphanReader again = new OrphanReader();
    again.sweep = node.get(OrphanSweep.class);
    again.open(reader.checkpointInfo());
    assertThat(again.readItem()).isEqualTo(lost.get(1));
    assertThat(again.readItem()).isEqualTo(lost.get(2));
    assertThat(again.readItem()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeDeletedIsThrownForTheJobToCount(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String lost = lost(node);
    node.pass(Duration.ofHours(2));
    agent.breakDown("DELETE /session/.*");

    OrphanSweep sweep = node.get(OrphanSweep.class);
    assertThatThrownBy(() -> sweep.delete(SYSTEM, lost)).isInstanceOf(UpstreamFailure.class);
  }
}
