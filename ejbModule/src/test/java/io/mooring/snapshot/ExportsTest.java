package io.mooring.snapshot;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import io.mooring.problem.Problem;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.History;
import io.mooring.session.OpenSession;
import io.mooring.session.TestSessions;
import io.mooring.time.ManagedThreads;
import io.mooring.turn.TestTurns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportsTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir static Path directory;
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(3);
  private final Keys keys = new Keys();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Counted counted = new Counted();
  private TestSessions node;

  /** Counts in memory. */
  private static final class Counted extends ExportMetrics {
    private final List<String> results = new CopyOnWriteArrayList<>();

    @Override
    void count(String result) {
      results.add(result);
    }
  }

  /** Keys that a test changes. */
  private static final class Keys extends SnapshotKeys {
    private volatile String text = KeyRing.generate();

    @Override
    public synchronized KeyRing ring() {
      return KeyRing.parse(text).orElseThrow();
    }
  }

  private TestSessions node(TestDatabase.Kind kind) {
    node = new TestSessions(DATABASES.get(kind), agent, "boot_a", directory.resolve("a"));
    TestTurns.bind(node);
    node.beans.bind(SnapshotKeys.class, keys);
    node.beans.bind(ExportMetrics.class, counted);
    // each test has a key of its own, and so its own data key
    DATABASES.get(kind).transact(em -> em.createQuery("delete from DataKey k").executeUpdate());
    open.add(TestTurns.run(node, threads));
    TurnExports exports = node.get(TurnExports.class);
    exports.executor = ManagedThreads.of(timer);
    exports.prepare();
    node.settings.put("mooring.snapshot.export-after", "PT0S");
    return node;
  }

  @AfterEach
  void clear() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    node.get(TurnExports.class).end(Duration.ofSeconds(5));
    threads.shutdownNow();
    timer.shutdownNow();
    node.close();
    agent.close();
  }

  private void turn(String session) {
    int before = counted.results.size();
    String turn = TestTurns.post(node, session);
    await().atMost(Duration.ofSeconds(25)).until(() -> TestTurns.hasEnded(node, turn));
    await().until(() -> counted.results.size() > before);
  }

  private Optional<History> history(String session) {
    return node.get(ExportHistory.class).history(SYSTEM, session);
  }

  private static List<String> texts(History history) {
    return history.conversation().messages().stream()
        .flatMap(m -> IntStream.range(0, m.path("parts").size()).mapToObj(m.path("parts")::path))
        .map(part -> part.path("text").asText())
        .toList();
  }

  private long rows(String session) {
    return DATABASES
        .get(TestDatabase.Kind.DERBY)
        .inTransaction(
            em ->
                em.createQuery(
                        "select count(e) from ConversationExport e where e.sessionId = :id",
                        Long.class)
                    .setParameter("id", session)
                    .getSingleResult());
  }

  @ParameterizedTest
  @EnumSource
  void eachTurnsConversationIsExportedWithItsSubagents(TestDatabase.Kind kind) {
    String session = node(kind).session();
    agent.behaviour =
        (a, s, prompt) -> {
          String child = a.child(s);
          a.say(s, prompt, "of " + a.sessionIds().size() + " in " + (child.isEmpty() ? "" : "all"));
        };

    turn(session);

    History history = history(session).orElseThrow();
    assertThat(counted.results).containsExactly("stored");
    assertThat(history.source()).isEqualTo("export");
    assertThat(texts(history)).containsExactly("go", "of 2 in all");
    assertThat(history.conversation().info().path("id").asText())
        .isEqualTo(node.read(session).upstreamSessionId().orElseThrow());
    assertThat(history.conversation().children()).hasSize(1);
    assertThat(node.get(ExportHistory.class).rank()).isZero();
  }

  @Test
  void theNewestAndTheOneBeforeAreKept() {
    String session = node(TestDatabase.Kind.DERBY).session();
    for (String text : List.of("one", "two", "three")) {
      agent.behaviour = (a, s, prompt) -> a.say(s, prompt, text);
      turn(session);
    }

    assertThat(texts(history(session).orElseThrow()))
        .containsExactly("go", "one", "go", "two", "go", "three");
    assertThat(rows(session)).isEqualTo(2);
  }

  @Test
  void aSessionAtWorkIsExportedOnceItRestsAndTheEndWaitsForNoRest() throws InterruptedException {
    String session = node(TestDatabase.Kind.DERBY).session();
    node.settings.put("mooring.snapshot.export-after", "PT1H");
    for (String text : List.of("one", "two")) {
      agent.behaviour = (a, s, prompt) -> a.say(s, prompt, text);
      String turn = TestTurns.post(node, session);
      await().atMost(Duration.ofSeconds(25)).until(() -> TestTurns.hasEnded(node, turn));
    }
    assertThat(counted.results).isEmpty();
    assertThat(history(session)).isEmpty();

    assertThat(node.get(TurnExports.class).waiting()).isEqualTo(1);
    node.get(TurnExports.class).end(Duration.ofSeconds(20));
    assertThat(node.get(TurnExports.class).waiting()).isZero();

    assertThat(counted.results).containsExactly("stored");
    assertThat(texts(history(session).orElseThrow())).containsExactly("go", "one", "go", "two");
  }

  @Test
  void aSessionThatUpstreamHasNoMoreIsNoFailure() {
    String session = node(TestDatabase.Kind.DERBY).session();
    node.settings.put("mooring.snapshot.export-after", "PT1H");
    String turn = TestTurns.post(node, session);
    await().atMost(Duration.ofSeconds(25)).until(() -> TestTurns.hasEnded(node, turn));

    agent.forget(node.read(session).upstreamSessionId().orElseThrow());

    assertThat(node.get(ExportConversation.class).export(SYSTEM, turn))
        .isEqualTo(ExportConversation.Outcome.INCONSISTENT);
  }

  @Test
  void whatIsNotFinishedIsNotExportedButOurMessagesFollowTheExport() {
    String session = node(TestDatabase.Kind.DERBY).session();
    turn(session);
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          a.stream(s, a.begin(s, prompt), "half");
        };
    String broken = TestTurns.post(node, session);
    await()
        .until(
            () -> node.get(io.mooring.turn.ReadTurns.class).get(ANN, broken).text().equals("half"));

    agent.die();

    await().atMost(Duration.ofSeconds(25)).until(() -> TestTurns.hasEnded(node, broken));
    await().until(() -> counted.results.size() == 2);
    assertThat(counted.results).containsExactly("stored", "inconsistent");
    assertThat(rows(session)).isEqualTo(1);
    assertThat(texts(history(session).orElseThrow())).containsExactly("go", "ok", "go", "half");
  }

  @Test
  void aConversationThatIsTooLargeIsLeftOut() {
    node(TestDatabase.Kind.DERBY).settings.put("mooring.snapshot.export-limit", "2KiB");
    String session = node.session();
    agent.behaviour = (a, s, prompt) -> a.say(s, prompt, "x".repeat(5_000));

    turn(session);

    assertThat(counted.results).containsExactly("too_large");
    assertThat(history(session)).isEmpty();
  }

  @Test
  void nothingIsExportedWhenThatIsOff() {
    node(TestDatabase.Kind.DERBY).settings.put("mooring.snapshot.exports", "off");
    String session = node.session();
    String turn = TestTurns.post(node, session);
    await().until(() -> TestTurns.hasEnded(node, turn));

    assertThat(counted.results).isEmpty();
    assertThat(history(session)).isEmpty();
  }

  @Test
  void anUpstreamThatCanNotBeReadCostsTheExportOnly() {
    String session = node(TestDatabase.Kind.DERBY).session();
    agent.breakDown("GET /session/[^/]*/children");

    turn(session);

    assertThat(counted.results).containsExactly("failed");
    agent.repair();
    turn(session);
    assertThat(history(session)).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void aRowThatWasChangedOrALostKeyIsUnreadableAndNeverEmpty(TestDatabase.Kind kind) {
    String session = node(kind).session();
    turn(session);
    assertThat(history(session)).isPresent();
    TestDatabase database = DATABASES.get(kind);

    database.transact(
        em ->
            em.createQuery(
                    "update ConversationExport e set e.takenMs = e.takenMs + 1"
                        + " where e.sessionId = :id")
                .setParameter("id", session)
                .executeUpdate());
    isUnreadable(session);
    database.transact(
        em ->
            em.createQuery(
                    "update ConversationExport e set e.takenMs = e.takenMs - 1"
                        + " where e.sessionId = :id")
                .setParameter("id", session)
                .executeUpdate());
    assertThat(history(session)).isPresent();

    database.transact(
        em -> em.createQuery("update DataKey k set k.wrappedBy = 'lost'").executeUpdate());
    isUnreadable(session);
  }

  private void isUnreadable(String session) {
    assertThatThrownBy(() -> history(session))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo("snapshot-unreadable"));
  }

  @Test
  void aRotatedKeyWrapsTheDataKeyAnewAndTheOldOneMayGo() {
    String old = KeyRing.generate();
    String current = KeyRing.generate();
    keys.text = old;
    String session = node(TestDatabase.Kind.DERBY).session();
    turn(session);

    keys.text = current + " " + old;
    assertThat(history(session)).isPresent();
    keys.text = current;

    assertThat(texts(history(session).orElseThrow())).containsExactly("go", "ok");
    keys.text = old;
    isUnreadable(session);
  }

  @Test
  void aTurnThatBeganMeanwhileIsCutOff() {
    String session = node(TestDatabase.Kind.DERBY).session();
    turn(session);
    String upstream = node.get(OpenSession.class).ensure(ANN, session).upstreamSessionId();
    JsonNode first =
        node.servers()
            .server("default")
            .client()
            .messages(upstream, 9, null)
            .messages()
            .get(0)
            .raw();
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    String firstTurn =
        DATABASES
            .get(TestDatabase.Kind.DERBY)
            .inTransaction(
                em ->
                    em.createQuery(
                            "select e.turnId from ConversationExport e where e.sessionId = :id",
                            String.class)
                        .setParameter("id", session)
                        .getSingleResult());
    TestTurns.post(node, session);
    await().until(() -> agent.count("POST /session/.*/prompt_async") == 2);

    assertThat(node.get(ExportConversation.class).export(SYSTEM, firstTurn))
        .isEqualTo(ExportConversation.Outcome.STORED);

    assertThat(history(session).orElseThrow().conversation().messages())
        .hasSize(2)
        .first()
        .extracting(message -> Json.write(message.path("info").path("id")))
        .isEqualTo(Json.write(first.path("info").path("id")));
  }
}
