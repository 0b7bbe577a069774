package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mooring.problem.InvalidValue;
import io.mooring.schema.TestDatabase;
import io.mooring.session.FakeAgent;
import io.mooring.session.ModelRef;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    assertThat(state(turn)).isEqualTo(TurnState.QUEUED);

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
