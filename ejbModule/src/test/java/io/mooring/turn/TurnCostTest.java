package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mooring.idempotency.Repeatable;
import io.mooring.schema.TestDatabase;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a turn costs, counted: figures that no busy machine changes. */
class TurnCostTest {
  private final TestDatabase database = TestDatabase.start(TestDatabase.Kind.DERBY);
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestSessions node;
  private TurnDispatcher dispatcher;

  @AfterEach
  void clear() throws InterruptedException {
    dispatcher.drain(Duration.ZERO);
    threads.shutdownNow();
    node.close();
    agent.close();
    database.close();
  }

  @Test
  void aTurnInAnOpenSessionCostsFewStatementsCommitsAndCalls(@TempDir Path data) {
    node = new TestSessions(database, agent, "boot_a", data);
    TestTurns.bind(node);
    dispatcher = TestTurns.dispatcher(node, threads);
    String session = node.session();
    run(session, "first");
    database.sent();
    long calls = agent.count(".*");

    run(session, "second");

    List<String> sent = database.sent();
    long commits = sent.stream().filter("COMMIT"::equals).count();
    assertThat(commits).as("commits of %s", sent).isLessThanOrEqualTo(MOST_COMMITS);
    assertThat(sent.size() - commits)
        .as("statements: %s", sent)
        .isLessThanOrEqualTo(MOST_STATEMENTS);
    // The prompt, and the messages once it is idle.
    assertThat(agent.count(".*") - calls).isEqualTo(2);
  }

  /** Queued and started, with its intent; ended. The text may be a batch of its own. */
  private static final long MOST_COMMITS = 3;

  /** 23 and 4 for that batch; then the test itself reads the turn with 3. */
  private static final long MOST_STATEMENTS = 30;

  private void run(String session, String key) {
    NewTurn wanted =
        new NewTurn(
            "hello",
            "[{\"type\":\"text\",\"text\":\"hello\"}]",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Repeatable request = Repeatable.of(key, "POST", "hello");
    var ended = node.get(TurnWaiters.class);
    String turn = node.get(PostTurn.class).post(ANN, session, wanted, Optional.of(request)).id();
    ended.ended(turn, Duration.ofSeconds(25)).join();
    assertThat(node.get(ReadTurns.class).get(ANN, turn).state()).isEqualTo(TurnState.COMPLETED);
    await().until(() -> dispatcher.running() + dispatcher.waiting() == 0);
  }
}
