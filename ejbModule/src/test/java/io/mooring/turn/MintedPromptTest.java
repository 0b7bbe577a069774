package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mooring.access.RowId;
import io.mooring.schema.TestDatabase;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts whose ids the claim itself wrote down, as it does in a session that is open. */
class MintedPromptTest {
  private static final String PROMPTS = "POST /session/.*/prompt_async";

  @TempDir Path data;
  private final TestDatabase database = TestDatabase.start(TestDatabase.Kind.DERBY);
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<TestSessions> nodes = new ArrayList<>();
  private TestSessions node;
  private String session;

  @BeforeEach
  void runAFirstTurn() {
    node = node("boot_a");
    session = node.session();
    assertThat(ended(post())).isEqualTo(TurnState.COMPLETED);
  }

  @AfterEach
  void clear() throws InterruptedException {
    for (TestSessions one : nodes) {
      one.get(TurnDispatcher.class).drain(Duration.ZERO);
    }
    threads.shutdownNow();
    nodes.forEach(TestSessions::close);
    agent.close();
    database.close();
  }

  private TestSessions node(String boot) {
    TestSessions made = new TestSessions(database, agent, boot, data.resolve(boot));
    TestTurns.bind(made);
    TestTurns.dispatcher(made, threads);
    nodes.add(made);
    return made;
  }

  private String post() {
    NewTurn wanted =
        new NewTurn(
            "hello",
            "[{\"type\":\"text\",\"text\":\"hello\"}]",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return node.get(PostTurn.class).post(ANN, session, wanted, Optional.empty()).id();
  }

  private TurnState state(String turn) {
    return node.get(ReadTurns.class).get(ANN, turn).state();
  }

  private TurnState ended(String turn) {
    await()
        .atMost(Duration.ofSeconds(25))
        .until(() -> state(turn).hasEnded() && node.get(OpenTurns.class).count() == 0);
    return state(turn);
  }

  /** Upstream tells nothing, so no prompt leaves. */
  private String postWhileTheStreamIsAway() {
    agent.breakDown("GET /global/event");
    agent.dropStreams();
    await().until(() -> !node.servers().server("default").events().connected().isDone());
    String turn = post();
    await().until(() -> state(turn) == TurnState.RUNNING);
    return turn;
  }

  private Optional<SentPrompt> intent(String turn) {
    return database.inTransaction(
        entities -> entities.find(Turn.class, new RowId("default", turn)).sentPrompt());
  }

  @Test
  void oneThatNeverLeftIsSentOnceByWhoeverTakesTheTurnOver() {
    String turn = postWhileTheStreamIsAway();
    assertThat(intent(turn)).isPresent();
    node.node.loseLeases();
    agent.repair();
    await().until(() -> node.get(OpenTurns.class).count() == 0);
    assertThat(agent.count(PROMPTS)).isEqualTo(1);

    TestSessions other = node("boot_b");
    other.node.learnOfDeath("boot_a");
    other.get(TurnReaper.class).reap();

    await().until(() -> state(turn) == TurnState.COMPLETED);
    assertThat(agent.count(PROMPTS)).isEqualTo(2);
  }

  @Test
  void oneThatNeverLeftStaysHereWhenTheTurnIsAborted() {
    String turn = postWhileTheStreamIsAway();

    node.get(AbortTurn.class).abort(ANN, turn);
    agent.repair();

    assertThat(ended(turn)).isEqualTo(TurnState.ABORTED);
    assertThat(agent.count(PROMPTS)).isEqualTo(1);
  }

  @Test
  void oneWhoseSessionIsGoneUpstreamIsMintedAnewForAnother() {
    String old = node.read(session).upstreamSessionId().orElseThrow();
    agent.forget(old);

    String turn = post();

    assertThat(ended(turn)).isEqualTo(TurnState.COMPLETED);
    assertThat(intent(turn).orElseThrow().upstreamSessionId()).isNotEqualTo(old);
  }

  @Test
  void anAbortThatComesBetweenTheClaimAndTheRunIsNotLost() {
    OpenTurns open = node.get(OpenTurns.class);
    LiveReply reply = new LiveReply("default", session, "turn_x");
    LiveReply other = new LiveReply("default", session, "turn_y");

    open.abort("turn_x");
    open.add(reply);
    open.add(other);

    assertThat(reply.inbox().isAborted()).isTrue();
    assertThat(other.inbox().isAborted()).isFalse();
    open.remove(reply);
    open.remove(other);
  }
}
