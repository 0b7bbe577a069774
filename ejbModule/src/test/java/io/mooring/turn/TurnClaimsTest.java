package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.feed.FeedEventType;
import io.mooring.feed.NewEvent;
import io.mooring.idempotency.Repeatable;
import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import io.mooring.schema.Conflicts;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.OpenContext;
import io.mooring.session.SessionChanges;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.time.Duration;
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

class TurnClaimsTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  private static final NewTurn HELLO =
      new NewTurn("hello", "[]", Optional.empty(), Optional.empty(), Optional.empty());

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

  private static String queue(TestSessions node, String session) {
    return queue(node, session, Optional.empty()).id();
  }

  private static TurnDocument queue(
      TestSessions node, String session, Optional<Repeatable> request) {
    return TestTurns.queue(node, session, HELLO, request);
  }

  private static Optional<ClaimedTurn> next(TestSessions node, String session, String... dead) {
    return node.get(TurnClaims.class).claimNext(SYSTEM, session, Set.of(dead));
  }

  private static <T> List<T> atOnce(Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(Collections.nCopies(16, call))) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void end(TestSessions node, ClaimedTurn turn) {
    node.get(TurnClaims.class)
        .end(
            SYSTEM,
            turn,
            TurnResult.empty(TurnState.COMPLETED, Optional.empty()),
            List.of(),
            List.of(),
            Trace.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void turnsAreClaimedOneAfterTheOtherInTheirOrder(TestDatabase.Kind kind) {
    TestSessions a = node(kind, "boot_a");
    TestSessions b = node(kind, "boot_b");
    String session = a.session();
    List<String> queued = List.of(queue(a, session), queue(b, session), queue(a, session));

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ClaimedTurn turn = next(a, session).orElseThrow();
      assertThat(next(b, session)).isEmpty();
      claimed.add(turn.turnId());
      end(a, turn);
    }

    assertThat(claimed).isEqualTo(queued);
    assertThat(next(a, session)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void ofManyNodesOneClaims(TestDatabase.Kind kind) throws Exception {
    TestSessions first = node(kind, "boot_first");
    TestSessions other = node(kind, "boot_other");
    String session = first.session();
    queue(first, session);
    queue(first, session);
    ClaimedTurn running = next(first, session).orElseThrow();

    List<Optional<ClaimedTurn>> all = atOnce(() -> Conflicts.retry(() -> next(other, session)));

    assertThat(all).allMatch(Optional::isEmpty);
    end(first, running);
    assertThat(next(other, session)).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void theDatabaseRefusesASecondRunningTurn(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String session = node.session();
    queue(node, session);
    String second = queue(node, session);
    assertThat(next(node, session)).isPresent();

    assertThatThrownBy(
            () ->
                DATABASES
                    .get(kind)
                    .transact(
                        em -> {
                          Turn turn =
                              em.find(Turn.class, new io.mooring.access.RowId("default", second));
                          turn.start("boot_b", java.time.Instant.EPOCH);
                        }))
        .matches(Conflicts::isUniqueViolation);
  }

  @ParameterizedTest
  @EnumSource
  void onlyADeadBootsTurnIsTakenOverAndItsRunnerWritesNothingMore(TestDatabase.Kind kind) {
    TestSessions dead = node(kind, "boot_dead");
    TestSessions alive = node(kind, "boot_alive");
    String session = dead.session();
    String upstream =
        dead.get(io.mooring.session.OpenSession.class).ensure(ANN, session).upstreamSessionId();
    queue(dead, session);
    ClaimedTurn old = next(dead, session).orElseThrow();
    SentPrompt prompt = new SentPrompt(upstream, "msg_1", List.of("prt_1"), OpenContext.FRESH);
    TurnClaims claims = dead.get(TurnClaims.class);
    assertThat(claims.intend(SYSTEM, old, prompt)).isEqualTo(TurnClaims.Intent.WRITTEN);
    assertThat(next(alive, session, "boot_else")).isEmpty();

    ClaimedTurn taken = next(alive, session, "boot_dead").orElseThrow();

    assertThat(taken.generation()).isGreaterThan(old.generation());
    assertThat(taken.sent()).contains(prompt);
    NewEvent event = NewEvent.of(FeedEventType.TODO_UPDATED, Json.object());
    assertThatThrownBy(() -> claims.intend(SYSTEM, old, prompt)).hasMessageContaining("took over");
    assertThatThrownBy(() -> claims.append(SYSTEM, old, List.of(event), Optional.empty()))
        .hasMessageContaining("took over");
    assertThatThrownBy(() -> claims.isAbortAsked(SYSTEM, old)).hasMessageContaining("took over");
    assertThatThrownBy(() -> end(dead, old)).hasMessageContaining("took over");
    end(alive, taken);
    assertThatThrownBy(() -> end(alive, taken)).hasMessageContaining("took over");
  }

  @ParameterizedTest
  @EnumSource
  void aPromptDoesNotLeaveForAnUpstreamSessionThatWasReplacedOrAfterAnAbort(
      TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String session = node.session();
    String upstream =
        node.get(io.mooring.session.OpenSession.class).ensure(ANN, session).upstreamSessionId();
    String turn = queue(node, session);
    ClaimedTurn claimed = next(node, session).orElseThrow();
    TurnClaims claims = node.get(TurnClaims.class);
    SentPrompt other = new SentPrompt("ses_before", "msg_1", List.of("prt_1"), OpenContext.FRESH);
    assertThat(claims.intend(SYSTEM, claimed, other)).isEqualTo(TurnClaims.Intent.SUPERSEDED);

    node.get(AbortTurn.class).abort(ANN, turn);

    SentPrompt right = new SentPrompt(upstream, "msg_1", List.of("prt_1"), OpenContext.FRESH);
    assertThat(claims.intend(SYSTEM, claimed, right)).isEqualTo(TurnClaims.Intent.ABORT_ASKED);
  }

  @ParameterizedTest
  @EnumSource
  void aTurnThatWaitsInAClosedSessionEnds(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String session = node.session();
    String turn = queue(node, session);

    node.get(SessionChanges.class).close(ANN, session);

    assertThat(node.get(ReadTurns.class).get(ANN, turn).state()).isEqualTo(TurnState.ABORTED);
    assertThatThrownBy(() -> queue(node, session)).hasMessageContaining("closed");
    assertThat(node.get(TurnClaims.class).sessionsThatWait(SYSTEM, 1_000))
        .extracting(Seat::sessionId)
        .doesNotContain(session);
    assertThatThrownBy(() -> node.get(AbortTurn.class).abort(ANN, turn))
        .hasMessageContaining("ended already");
  }

  @ParameterizedTest
  @EnumSource
  void aNodeWithoutItsLeaseClaimsNothing(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String session = node.session();
    queue(node, session);
    node.node.loseLeases();

    assertThat(next(node, session)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theSameKeyMakesOneTurnAndAnotherBodyIsRefused(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind, "boot_a");
    String session = node.session();
    String key = node.ids.next("key");
    Optional<Repeatable> request = Optional.of(Repeatable.of(key, "POST /turns", "body"));

    List<TurnDocument> all = atOnce(() -> queue(node, session, request));

    assertThat(all).extracting(TurnDocument::id).containsOnly(all.get(0).id());
    assertThat(node.read(session).turns()).isEqualTo(1);
    assertThatThrownBy(
            () -> queue(node, session, Optional.of(Repeatable.of(key, "POST /turns", "other"))))
        .isInstanceOf(InvalidValue.class);
    assertThatThrownBy(
            () -> queue(node, session, Optional.of(Repeatable.of(key, "POST /x", "body"))))
        .isInstanceOf(InvalidValue.class);
  }

  @ParameterizedTest
  @EnumSource
  void aKeyIsForgottenAfterADay(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String session = node.session();
    Optional<Repeatable> request =
        Optional.of(Repeatable.of(node.ids.next("key"), "POST /turns", "body"));
    String first = queue(node, session, request).id();
    long age = Duration.ofHours(24).toMillis() + 60_000;
    DATABASES
        .get(kind)
        .transact(
            em ->
                em.createQuery("update IdempotencyKey k set k.createdMs = k.createdMs - :age")
                    .setParameter("age", age)
                    .executeUpdate());

    String second = queue(node, session, request).id();

    assertThat(second).isNotEqualTo(first);
    assertThat(queue(node, session, request).id()).isEqualTo(second);
  }
}
