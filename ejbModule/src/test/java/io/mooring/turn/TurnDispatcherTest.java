package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mooring.feed.Journal;
import io.mooring.feed.StoredEvent;
import io.mooring.problem.InvalidValue;
import io.mooring.problem.ProblemKind;
import io.mooring.schema.TestDatabase;
import io.mooring.session.CreateSession;
import io.mooring.session.FakeAgent;
import io.mooring.session.ModelRef;
import io.mooring.session.NewSession;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnDispatcherTest {
  @TempDir Path data;
  private final TestDatabase database = TestDatabase.start(TestDatabase.Kind.DERBY);
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestSessions node;

  @BeforeEach
  void prepare() {
    node = new TestSessions(database, agent, "boot_a", data);
    TestTurns.bind(node);
  }

  @AfterEach
  void clear() {
    threads.shutdownNow();
    node.close();
    agent.close();
    database.close();
  }

  private String post(String session, Optional<ModelRef> model) {
    NewTurn wanted =
        new NewTurn(
            "hello",
            "[{\"type\":\"text\",\"text\":\"hello\"}]",
            Optional.empty(),
            model,
            Optional.empty());
    return node.get(PostTurn.class).post(ANN, session, wanted, Optional.empty()).id();
  }

  private TurnDocument document(String turn) {
    return node.get(ReadTurns.class).get(ANN, turn);
  }

  private TurnState state(String turn) {
    return node.get(ReadTurns.class).get(ANN, turn).state();
  }

  @Test
  void aThreadThatIsRefusedLeavesThePlaceFreeAndTheReaperOffersAgain() {
    ExecutorService refusing = Executors.newSingleThreadExecutor();
    refusing.shutdown();
    TurnDispatcher dispatcher = TestTurns.dispatcher(node, refusing);
    String turn = post(node.session(), Optional.empty());
    assertThat(dispatcher.running()).isZero();
    assertThat(state(turn)).as("started, and nobody runs it").isEqualTo(TurnState.RUNNING);

    TestTurns.dispatcher(node, threads);
    node.get(TurnReaper.class).reap();

    await().until(() -> state(turn) == TurnState.COMPLETED);
  }

  @Test
  void noMoreTurnsRunThanMay() {
    node.settings.put("mooring.turn.max-running", "2");
    TurnDispatcher dispatcher = TestTurns.dispatcher(node, threads);
    agent.behaviour =
        (a, s, prompt) -> {
          assertThat(dispatcher.running()).isLessThanOrEqualTo(2);
          a.say(s, prompt, "ok");
        };
    List<String> turns = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      turns.add(post(node.session(), Optional.empty()));
    }

    turns.forEach(turn -> await().until(() -> state(turn) == TurnState.COMPLETED));
    await().until(() -> dispatcher.running() == 0);
  }

  @Test
  void aTurnThatIsAloneStartsInTheTransactionThatQueuesItAndAnotherWaits() {
    TestTurns.dispatcher(node, threads);
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    String session = node.session();

    TurnDocument first = posted(session);
    TurnDocument second = posted(session);

    assertThat(first.state()).isEqualTo(TurnState.RUNNING);
    assertThat(first.position()).isEmpty();
    assertThat(second.state()).isEqualTo(TurnState.QUEUED);
    assertThat(second.position()).contains(1L);
    assertThat(
            node.get(Journal.class).read(TestSessions.SYSTEM, session, 0, 100).stream()
                .map(StoredEvent::type))
        .containsSubsequence("turn.queued", "turn.started", "session.updated");
    node.get(AbortTurn.class).abort(ANN, second.id());
    node.get(AbortTurn.class).abort(ANN, first.id());
    await().until(() -> state(first.id()) == TurnState.ABORTED);
  }

  @Test
  void aTurnThatCanNotStartGivesItsPlaceBack() {
    TurnDispatcher dispatcher = TestTurns.dispatcher(node, threads);
    String session = node.session();

    assertThatThrownBy(() -> posted("ses_unknown")).isInstanceOf(RuntimeException.class);
    assertThat(dispatcher.running()).isZero();

    String turn = posted(session).id();
    await().until(() -> state(turn) == TurnState.COMPLETED);
    await().until(() -> dispatcher.running() == 0);
  }

  private TurnDocument posted(String session) {
    NewTurn wanted =
        new NewTurn(
            "go",
            "[{\"type\":\"text\",\"text\":\"go\"}]",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return node.get(PostTurn.class).post(ANN, session, wanted, Optional.empty());
  }

  @Test
  void noMoreTurnsOfAUserRunThanMayAndOthersGoBefore() {
    node.settings.put("mooring.turn.max-running-per-user", "1");
    TurnDispatcher dispatcher = TestTurns.dispatcher(node, threads);
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    String first = post(node.session(), Optional.empty());
    String second = post(node.session(), Optional.empty());
    await().until(() -> state(first) == TurnState.RUNNING);

    dispatcher.offer(new Seat("default", "bob", node.session()));

    await().until(() -> dispatcher.running() == 1);
    assertThat(dispatcher.waiting()).isEqualTo(1);
    assertThat(state(second)).isEqualTo(TurnState.QUEUED);
    node.get(AbortTurn.class).abort(ANN, first);
    await().until(() -> state(second) == TurnState.RUNNING);
    node.get(AbortTurn.class).abort(ANN, second);
    await().until(() -> dispatcher.running() == 0);
  }

  @Test
  void asManyTurnsWaitInASessionAsMayAndEachKnowsItsPosition() {
    node.settings.put("mooring.turn.max-queued", "2");
    TestTurns.dispatcher(node, threads);
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    String session = node.session();
    String running = post(session, Optional.empty());
    String first = post(session, Optional.empty());
    String second = post(session, Optional.empty());

    assertThat(document(first).position()).contains(1L);
    assertThat(document(second).position()).contains(2L);
    assertThatThrownBy(() -> post(session, Optional.empty()))
        .isInstanceOfSatisfying(
            TurnFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo("queue-full");
              assertThat(e.kind()).isEqualTo(ProblemKind.TOO_MANY);
              assertThat(e.retryAfter()).isPresent();
            });

    node.get(AbortTurn.class).abort(ANN, first);
    assertThat(state(first)).as("at once").isEqualTo(TurnState.ABORTED);
    assertThat(document(second).position()).contains(1L);
    node.get(AbortTurn.class).abort(ANN, second);
    node.get(AbortTurn.class).abort(ANN, running);
    await().until(() -> state(running) == TurnState.ABORTED);
    assertThat(document(running).position()).isEmpty();
  }

  @Test
  void aNodeThatStopsTakesNoPromptsAndStartsNone() throws InterruptedException {
    node.settings.put("mooring.turn.max-running", "1");
    TurnDispatcher dispatcher = TestTurns.dispatcher(node, threads);
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    String running = post(node.session(), Optional.empty());
    String waiting = post(node.session(), Optional.empty());
    await().until(() -> state(running) == TurnState.RUNNING);

    dispatcher.admitNothing();

    assertThatThrownBy(() -> post(node.session(), Optional.empty()))
        .isInstanceOfSatisfying(
            TurnFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo("draining");
              assertThat(e.kind()).isEqualTo(ProblemKind.UNAVAILABLE);
              assertThat(e.retryAfter()).isPresent();
            });
    assertThat(state(running)).isEqualTo(TurnState.RUNNING);
    dispatcher.drain(Duration.ZERO);
    assertThat(state(running)).isEqualTo(TurnState.INTERRUPTED);
    node.get(TurnReaper.class).reap();
    assertThat(state(waiting)).as("for another node").isEqualTo(TurnState.QUEUED);
  }

  @Test
  void anUnknownModelIsRefusedBeforeAnythingIsQueuedOnceAServerIsUp() {
    TestTurns.dispatcher(node, threads);
    String session = node.session();
    node.servers().server("default");

    assertThatThrownBy(() -> post(session, Optional.of(new ModelRef("scripted", "none"))))
        .isInstanceOfSatisfying(
            InvalidValue.class, e -> assertThat(e.code()).isEqualTo("unknown-model"));
    assertThat(node.read(session).turns()).isZero();
    String turn = post(session, Optional.of(new ModelRef("scripted", "echo")));

    await().until(() -> state(turn) == TurnState.COMPLETED);
    assertThat(agent.count("GET /config/providers")).isEqualTo(1);
  }

  @Test
  void withoutAServerNoModelIsRefused() {
    TestTurns.dispatcher(node, threads);

    assertThat(post(node.session(), Optional.of(new ModelRef("scripted", "none")))).isNotEmpty();
    assertThat(agent.count("GET /config/providers")).isZero();
  }

  private String postTo(String session, String agentName) {
    NewTurn wanted =
        new NewTurn(
            "hello",
            "[{\"type\":\"text\",\"text\":\"hello\"}]",
            Optional.of(agentName),
            Optional.empty(),
            Optional.empty());
    return node.get(PostTurn.class).post(ANN, session, wanted, Optional.empty()).id();
  }

  private void assertUnknownAgent(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidValue.class,
            e -> {
              assertThat(e.code()).isEqualTo("unknown-agent");
              assertThat(e.facts()).containsEntry("field", "agent");
            });
  }

  private static NewSession withAgent(String name) {
    return new NewSession(
        Optional.empty(),
        Optional.empty(),
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void anAgentThatIsNotOfferedIsRefusedBeforeAnythingIsQueuedOnceAServerIsUp() {
    TestTurns.dispatcher(node, threads);
    String session = node.session();
    node.servers().server("default");

    assertUnknownAgent(() -> postTo(session, "none"));
    assertUnknownAgent(() -> postTo(session, "general")); // only agents call it
    assertThat(node.read(session).turns()).isZero();
    String turn = postTo(session, "own");

    await().until(() -> state(turn) == TurnState.COMPLETED);
    assertThat(agent.count("GET /agent")).isEqualTo(1);
  }

  @Test
  void aSessionsOwnAgentIsHeldAgainstWhatIsOfferedAndTheConfiguredOneIsNot() {
    TestTurns.dispatcher(node, threads);
    String wrong = node.created(withAgent("none")).session().id(); // nothing is known yet
    String usual = node.session();
    node.servers().server("default");

    assertUnknownAgent(() -> post(wrong, Optional.empty()));
    String turn = post(usual, Optional.empty());

    await().until(() -> state(turn) == TurnState.COMPLETED);
    assertThat(agent.count("GET /agent")).isEqualTo(1);
  }

  @Test
  void withoutAServerNoAgentIsRefused() {
    TestTurns.dispatcher(node, threads);

    assertThat(postTo(node.session(), "none")).isNotEmpty();
    assertThat(agent.count("GET /agent")).isZero();
  }

  @Test
  void aSessionWithAnAgentThatIsNotOfferedIsNotMadeAndLeavesNoDirectory() {
    node.servers().server("default");
    CreateSession create = node.get(CreateSession.class);

    assertUnknownAgent(() -> create.create(ANN, withAgent("none"), Optional.empty()));
    assertThat(node.workdirs().resolve("default")).isEmptyDirectory();
    assertThat(create.create(ANN, withAgent("own"), Optional.empty()).created()).isTrue();
    assertThat(create.create(ANN, withAgent("build"), Optional.empty()).created()).isTrue();
    assertThat(agent.count("GET /agent")).isEqualTo(1);
  }

  @Test
  void statusGoesToRetryingAndBack() {
    TestTurns.dispatcher(node, threads);
    String session = node.session();
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          a.status(s, "retry");
          await().until(() -> node.read(session).status().label().equals("retrying"));
          a.status(s, "busy");
          await().until(() -> node.read(session).status().label().equals("busy"));
          a.part(s, message, "ok");
          a.finish(s, message, "stop");
          a.idle(s);
        };
    String turn = post(session, Optional.empty());

    await().until(() -> state(turn) == TurnState.COMPLETED);
    assertThat(node.read(session).status().label()).isEqualTo("idle");
  }
}
