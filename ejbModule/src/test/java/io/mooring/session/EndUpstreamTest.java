package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.schema.TestDatabase;
import io.mooring.turn.TestTurns;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndUpstreamTest {
  private static final Duration LATER = Duration.ofSeconds(31);

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
    node.servers().server("default");
    return node;
  }

  private static String opened(TestSessions node, String session) {
    return node.get(OpenSession.class).ensure(ANN, session).upstreamSessionId();
  }

  private static void endDue(TestSessions node) {
    node.get(EndUpstream.class).endDue(SYSTEM);
  }

  private static void delete(TestSessions node, String session) {
    node.get(DeleteSession.class).one(ANN, session, false, false, Optional.empty());
  }

  /** What a crash right after the commit leaves. */
  private static void deleteHalf(TestSessions node, String session) {
    SessionDeletion deletion = node.get(SessionDeletion.class);
    var wanted =
        new SessionDeletion.Wanted(
            Optional.of(session), Optional.empty(), false, true, Optional.empty());
    assertThat(deletion.delete(ANN, wanted, deletion.look(ANN, wanted))).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void whatUpstreamDidNotEndAtOnceIsEndedLater(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    String upstream = opened(node, session);
    agent.breakDown("DELETE /session/.*");

    delete(node, session);
    assertThat(agent.sessionIds()).containsExactly(upstream);
    node.pass(LATER);
    endDue(node);
    assertThat(agent.sessionIds()).containsExactly(upstream);
    agent.repair();
    node.pass(LATER);
    endDue(node);

    assertThat(agent.sessionIds()).isEmpty();
    long calls = agent.calls.size();
    node.pass(LATER);
    endDue(node);
    assertThat(agent.calls).hasSize((int) calls);
  }

  @ParameterizedTest
  @EnumSource
  void aDeletionThatACrashCutInTwoIsFinished(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    opened(node, session);

    deleteHalf(node, session);
    endDue(node);
    assertThat(agent.sessionIds()).hasSize(1);
    node.pass(LATER);
    endDue(node);

    assertThat(agent.sessionIds()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatAClosedSessionHadIsEndedLaterToo(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    opened(node, session);
    agent.breakDown("POST /session/.*/abort");

    assertThat(node.get(EndSession.class).close(ANN, session).failures()).hasSize(1);
    assertThat(agent.count("DELETE .*")).isZero();
    agent.repair();
    node.pass(LATER);
    endDue(node);

    assertThat(agent.sessionIds()).isEmpty();
    assertThat(node.get(EndSession.class).close(ANN, session).failures()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatWasReplacedIsKeptForSevenDays(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    String old = opened(node, session);
    String now =
        node.get(OpenSession.class).recreate(ANN, session, Optional.empty()).upstreamSessionId();

    node.pass(Duration.ofDays(7).minusMinutes(1));
    endDue(node);
    assertThat(agent.sessionIds()).containsExactlyInAnyOrder(old, now);
    node.pass(Duration.ofMinutes(2));
    endDue(node);

    assertThat(agent.sessionIds()).containsExactly(now);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasAdoptedAndReplacedStays(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String theirs = opened(node, node.session());
    String session = node.session();
    SessionClaims claims = node.get(SessionClaims.class);
    var any = new SessionClaims.Wanted(Instant.EPOCH, Optional.empty(), false);
    var won = (SessionClaims.Claiming.Won) claims.claim(ANN, session, any);
    assertThat(
            claims.complete(
                SYSTEM,
                won.claim(),
                new Opened(
                    theirs,
                    "/w",
                    OpenContext.EXISTING,
                    Optional.empty(),
                    List.of(),
                    Optional.empty())))
        .isTrue();
    node.get(OpenSession.class).recreate(ANN, session, Optional.empty());
    String first = node.read(session).upstreamSessionId().orElseThrow();

    node.pass(Duration.ofDays(8));
    endDue(node);

    assertThat(agent.sessionIds()).contains(theirs, first);
    assertThat(agent.count("DELETE .*")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatASessionHasIsNotDeletedWhateverHistorySays(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    String upstream = opened(node, session);
    node.beans.inTransaction(
        () -> {
          Session row = node.get(Sessions.class).lock(ANN, session);
          node.get(SessionHistory.class).ended(ANN, upstream, row);
          return row;
        });

    node.pass(LATER);
    endDue(node);

    assertThat(agent.count("DELETE .*")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void oneThatCanNotBeEndedDoesNotHoldUpTheOthers(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String stuck = node.session();
    String stuckUpstream = opened(node, stuck);
    String other = node.session();
    opened(node, other);
    agent.breakDown("DELETE /session/" + stuckUpstream);
    deleteHalf(node, stuck);
    node.pass(Duration.ofSeconds(1));
    deleteHalf(node, other);

    node.pass(LATER);
    endDue(node);
    endDue(node);

    assertThat(agent.sessionIds()).containsExactly(stuckUpstream);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsAskedOfAServerThatIsNotUp(TestDatabase.Kind kind) {
    database = TestDatabase.start(kind);
    node = new TestSessions(database, agent, "boot_a", data);

    endDue(node);

    assertThat(agent.calls).isEmpty();
  }
}
