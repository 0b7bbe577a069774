package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mooring.feed.Journal;
import io.mooring.feed.StoredEvent;
import io.mooring.host.ServerState;
import io.mooring.host.TestServers;
import io.mooring.json.Json;
import io.mooring.schema.TestDatabase;
import io.mooring.session.Conversations;
import io.mooring.session.DeleteSession;
import io.mooring.session.FakeAgent;
import io.mooring.session.OpenContext;
import io.mooring.session.OpenSession;
import io.mooring.session.SessionChanges;
import io.mooring.session.SessionFailure;
import io.mooring.session.SessionStatus;
import io.mooring.session.TestChanges;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnRunTest {
  private static TestDatabase database;

  @TempDir static Path data;
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<TestSessions> nodes = new ArrayList<>();
  private TestSessions node;
  private TurnDispatcher dispatcher;
  private String session;

  @BeforeAll
  static void startDatabase() {
    database = TestDatabase.start(TestDatabase.Kind.DERBY);
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @BeforeEach
  void prepare() {
    node = node("boot_a");
    dispatcher = TestTurns.dispatcher(node, threads);
    session = node.session();
  }

  @AfterEach
  void clear() throws InterruptedException {
    dispatcher.drain(Duration.ZERO);
    threads.shutdownNow();
    nodes.forEach(TestSessions::close);
    agent.close();
  }

  /** The same with a server that is Mooring's own to restart. */
  private TestSessions managedNode(String boot) {
    TestSessions made =
        new TestSessions(database, boot, TestServers.managed(data.resolve(boot), agent.address()));
    TestTurns.bind(made);
    nodes.add(made);
    return made;
  }

  private TestSessions node(String boot) {
    TestSessions made = new TestSessions(database, agent, boot, data.resolve(boot));
    TestTurns.bind(made);
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

  private TurnDocument read(String turn) {
    return node.get(ReadTurns.class).get(ANN, turn);
  }

  private TurnDocument ended(String turn) {
    await()
        .atMost(Duration.ofSeconds(25))
        .until(() -> read(turn).state().hasEnded() && node.get(OpenTurns.class).count() == 0);
    return read(turn);
  }

  private void awaitRunning(String turn) {
    await().until(() -> agent.count("POST /session/.*/prompt_async") > 0);
    await().until(() -> node.get(OpenTurns.class).soFar(turn).isPresent());
  }

  private void awaitText(String turn, String text) {
    await().until(() -> read(turn).text().equals(text));
  }

  private List<String> journal() {
    return node.get(Journal.class).read(SYSTEM, session, 0, 1_000).stream()
        .map(StoredEvent::type)
        .toList();
  }

  /** The texts that were told as complete. */
  private List<String> told() {
    return node.get(Journal.class).read(SYSTEM, session, 0, 1_000).stream()
        .filter(event -> event.type().equals("text.completed"))
        .map(event -> Json.read(event.body()).path("text").asText())
        .toList();
  }

  private String upstream() {
    return node.read(session).upstreamSessionId().orElseThrow();
  }

  @Test
  void whatWasWrittenDownOfARunningReplyGoesWithItsEnd() {
    var mayEnd = new CountDownLatch(1);
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          a.stream(s, message, "slowly");
          mayEnd.await();
          a.part(s, message, "slowly");
          a.finish(s, message, "stop");
          a.idle(s);
        };
    String turn = post();
    await()
        .atMost(Duration.ofSeconds(25))
        .until(() -> node.get(ReplyKeeping.class).keptTurn(SYSTEM, session).isPresent());

    mayEnd.countDown();

    assertThat(ended(turn).state()).isEqualTo(TurnState.COMPLETED);
    assertThat(node.get(ReplyKeeping.class).keptTurn(SYSTEM, session)).isEmpty();
    assertThat(node.get(ReplyKeeping.class).parts(SYSTEM, turn)).isEmpty();
  }

  @Test
  void aTurnRunsToItsEndAndIsToldInOrder() {
    String turn = post();

    TurnDocument done = ended(turn);

    assertThat(done.state()).isEqualTo(TurnState.COMPLETED);
    assertThat(done.text()).isEqualTo("ok");
    assertThat(node.read(session).status()).isEqualTo(SessionStatus.IDLE);
    assertThat(journal())
        .containsExactly(
            "turn.queued",
            "turn.started",
            "session.updated",
            "session.context",
            "session.updated",
            "text.completed",
            "turn.ended",
            "session.updated");
  }

  @Test
  void turnsOfASessionRunInTheirOrderAndNeverTwoAtOnce() {
    List<String> running = new ArrayList<>();
    agent.behaviour =
        (a, s, prompt) -> {
          synchronized (running) {
            running.add(a.isBusy(s) ? "second" : prompt);
          }
          a.say(s, prompt, "ok");
        };

    List<String> turns = List.of(post(), post(), post());
    turns.forEach(this::ended);

    assertThat(turns).allMatch(turn -> read(turn).state() == TurnState.COMPLETED);
    assertThat(running).hasSize(3).doesNotContain("second").isSorted();
  }

  @Test
  void theOutcomeIsReadFromAMessageThatComesAfterIdle() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          a.part(s, message, "late");
          a.idle(s);
          CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)
              .execute(() -> a.finish(s, message, "stop"));
        };

    assertThat(ended(post()).state()).isEqualTo(TurnState.COMPLETED);
  }

  @Test
  void whatTrailsATurnNeitherDelaysItsEndNorEndsTheNext() {
    agent.behaviour = (a, s, prompt) -> a.say(s, prompt, "first");
    String first = post();
    assertThat(ended(first).state()).as("nothing trails yet").isEqualTo(TurnState.COMPLETED);
    agent.behaviour =
        (a, s, prompt) -> {
          a.idle(s); // the last turn's, once more
          a.busy(s);
          a.stream(s, a.begin(s, prompt), "second");
        };
    String second = post();
    awaitText(second, "second");

    await().during(Duration.ofMillis(700)).until(() -> !read(second).state().hasEnded());
    agent.behaviour = (a, s, prompt) -> a.say(s, prompt, "third");
    node.get(AbortTurn.class).abort(ANN, second);
    assertThat(ended(second).text()).isEqualTo("second");
  }

  @Test
  void correctionsComeBeforeTheEnd() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          a.stream(s, message, "streamed");
          a.dropStreams(); // what follows is only stored
          a.part(s, message, "stored");
          a.finish(s, message, "stop");
          a.idle(s);
        };

    TurnDocument done = ended(post());

    assertThat(done.text()).contains("stored");
    assertThat(journal()).endsWith("text.completed", "turn.ended", "session.updated");
  }

  @Test
  void anAbortEndsTheTurn() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          a.stream(s, a.begin(s, prompt), "half");
        };
    String turn = post();
    awaitText(turn, "half");

    node.get(AbortTurn.class).abort(ANN, turn);

    assertThat(ended(turn).state()).isEqualTo(TurnState.ABORTED);
    assertThat(told()).containsExactly("half");
    assertThat(agent.isBusy(upstream())).isFalse();
  }

  @Test
  void anAbortThatAnotherNodeTookIsSeenThoughUpstreamTalksAllTheTime() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          await()
              .atMost(Duration.ofSeconds(25))
              .pollInterval(Duration.ofMillis(50))
              .until(
                  () -> {
                    a.stream(s, message, "x");
                    return !a.isBusy(s);
                  });
        };
    String turn = post();
    awaitRunning(turn);

    node("boot_other").get(AbortTurn.class).abort(ANN, turn);

    assertThat(ended(turn).state()).isEqualTo(TurnState.ABORTED);
  }

  @Test
  void anAbortThatCameTooEarlyIsRepeated() {
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    FakeAgent.Behaviour abort = agent.onAbort;
    agent.onAbort =
        (a, s, prompt) -> {
          if (a.count("POST /session/.*/abort") > 1) {
            abort.answer(a, s, prompt);
          }
        };
    String turn = post();
    awaitRunning(turn);

    node.get(AbortTurn.class).abort(ANN, turn);

    assertThat(ended(turn).state()).isEqualTo(TurnState.ABORTED);
    assertThat(read(turn).error()).isEmpty();
  }

  /** The agent goes on whatever it is told, until the answer is run. */
  private Runnable agentThatIgnoresAborts() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          a.stream(s, a.begin(s, prompt), "half");
        };
    FakeAgent.Behaviour abort = agent.onAbort;
    agent.onAbort = (a, s, prompt) -> {};
    return () -> agent.onAbort = abort;
  }

  private String abortIgnored() {
    String turn = post();
    awaitText(turn, "half");
    node.get(AbortTurn.class).abort(ANN, turn);
    await().until(() -> agent.count("POST /session/.*/abort") > 0);
    node.pass(Duration.ofSeconds(11));
    long before = agent.count("POST /session/.*/abort");
    await().until(() -> agent.count("POST /session/.*/abort") > before);
    assertThat(read(turn).state()).as("it is told once more").isEqualTo(TurnState.RUNNING);
    node.pass(Duration.ofSeconds(10));
    return turn;
  }

  @Test
  void aSessionThatIgnoresAnAbortIsSentNothingUntilItRests() {
    Runnable relent = agentThatIgnoresAborts();
    String turn = abortIgnored();

    assertThat(ended(turn).state()).isEqualTo(TurnState.ABORTED);
    assertThat(read(turn).text()).isEqualTo("half");
    assertThat(told()).containsExactly("half");
    assertThat(read(turn).error()).map(TurnError::code).contains("abort-unconfirmed");
    agent.behaviour = (a, s, prompt) -> a.say(s, prompt, a.isBusy(s) ? "merged" : "alone");
    String next = post();
    node.get(TurnReaper.class).reap();
    await().until(() -> dispatcher.running() == 0);
    assertThat(read(next).state()).isEqualTo(TurnState.QUEUED);
    assertThat(agent.count("POST /session/.*/prompt_async")).isEqualTo(1);
    assertThat(node.get(Quarantine.class).size()).isEqualTo(1);

    relent.run();
    await()
        .until(
            () -> {
              node.get(TurnReaper.class).reap();
              return read(next).state().hasEnded();
            });
    assertThat(read(next).text()).isEqualTo("alone");
    assertThat(node.get(Quarantine.class).size()).isZero();
  }

  @Test
  void anotherNodeKnowsOfASessionThatIgnoredAnAbortAndSendsNothingUntilItRests()
      throws InterruptedException {
    Runnable relent = agentThatIgnoresAborts();
    ended(abortIgnored());
    dispatcher.drain(Duration.ZERO);
    node = node("boot_next");
    dispatcher = TestTurns.dispatcher(node, threads);
    long told = agent.count("POST /session/.*/abort");
    agent.behaviour = (a, s, prompt) -> a.say(s, prompt, a.isBusy(s) ? "merged" : "alone");

    String next = post();
    for (int round = 1; round <= 3; round++) { // longer than a prompt may wait for its first word
      long before = told;
      node.pass(Duration.ofMinutes(3));
      node.get(TurnReaper.class).reap();
      await().until(() -> agent.count("POST /session/.*/abort") > before);
      await().until(() -> dispatcher.running() == 0);
      told = agent.count("POST /session/.*/abort");
    }
    assertThat(read(next).state()).isEqualTo(TurnState.QUEUED);
    assertThat(node.get(Quarantine.class).size()).isEqualTo(1);
    assertThat(agent.count("POST /session/.*/prompt_async")).isEqualTo(1);

    relent.run();
    await()
        .until(
            () -> {
              node.get(TurnReaper.class).reap();
              return read(next).state().hasEnded();
            });
    assertThat(read(next).text()).isEqualTo("alone");
    assertThat(node.get(Quarantine.class).size()).isZero();
  }

  /** The agent works with a subagent that no abort reaches; those that there are so far. */
  private List<String> withChildrenThatIgnoreAborts() {
    List<String> children = new ArrayList<>();
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String child = a.child(s);
          a.busy(child);
          a.stream(s, a.begin(s, prompt), "half");
          children.add(child);
        };
    FakeAgent.Behaviour abort = agent.onAbort;
    agent.onAbort =
        (a, s, prompt) -> {
          if (!children.contains(s)) {
            abort.answer(a, s, prompt);
          }
        };
    return children;
  }

  @Test
  void aSubagentThatGoesOnKeepsItsSessionBackOnEveryNode() throws InterruptedException {
    List<String> children = withChildrenThatIgnoreAborts();
    assertThat(ended(abortIgnored()).error()).map(TurnError::code).contains("abort-unconfirmed");
    dispatcher.drain(Duration.ZERO);
    node = node("boot_next");
    dispatcher = TestTurns.dispatcher(node, threads);
    agent.behaviour = (a, s, prompt) -> a.say(s, prompt, "alone");

    String next = post();
    await().until(() -> node.get(Quarantine.class).size() == 1 && dispatcher.running() == 0);
    assertThat(read(next).state()).isEqualTo(TurnState.QUEUED);

    agent.idle(children.get(0));
    node.get(TurnReaper.class).reap();
    assertThat(ended(next).text()).isEqualTo("alone");
  }

  @Test
  void aServerOfOursThatNobodyElseUsesIsRestartedWhenItIgnoresAnAbort() throws Exception {
    dispatcher.drain(Duration.ZERO);
    node = managedNode("boot_managed");
    dispatcher = TestTurns.dispatcher(node, threads);
    session = node.session();
    agentThatIgnoresAborts();
    String before = node.servers().server("default").health().since().toString();

    String turn = abortIgnored();

    assertThat(ended(turn).state()).isEqualTo(TurnState.ABORTED);
    assertThat(read(turn).error()).isEmpty();
    assertThat(read(turn).text()).isEqualTo("half");
    assertThat(node.servers().server("default").health().since().toString()).isNotEqualTo(before);
    assertThat(node.get(Quarantine.class).size()).isZero();
  }

  @Test
  void aSessionThatIgnoredAnAbortAndIsReplacedRunsAgainAtOnce() {
    agentThatIgnoresAborts();
    ended(abortIgnored());
    agent.behaviour = (a, s, prompt) -> a.say(s, prompt, "elsewhere");

    node.get(OpenSession.class).recreate(ANN, session, Optional.of(upstream()));

    assertThat(ended(post()).text()).isEqualTo("elsewhere");
    assertThat(node.get(Quarantine.class).size()).isZero();
  }

  @Test
  void anAbortReachesTheChildrenAndWaitsForThem() {
    List<String> children = withChildrenThatIgnoreAborts();
    String turn = post();
    awaitText(turn, "half");

    node.get(AbortTurn.class).abort(ANN, turn);

    await().until(() -> agent.count("POST /session/" + children.get(0) + "/abort") > 0);
    await().until(() -> !agent.isBusy(upstream()));
    assertThat(read(turn).state()).isEqualTo(TurnState.RUNNING);
    agent.idle(children.get(0));
    assertThat(ended(turn).state()).isEqualTo(TurnState.ABORTED);
    assertThat(read(turn).error()).isEmpty();
  }

  @Test
  void anAbortBeforeThePromptLeavesKeepsItHere() {
    agent.breakDown("GET /global/event");
    agent.dropStreams();
    String turn = post();
    await().until(() -> read(turn).state() == TurnState.RUNNING);

    node.get(AbortTurn.class).abort(ANN, turn);
    agent.repair();

    assertThat(ended(turn).state()).isEqualTo(TurnState.ABORTED);
    assertThat(agent.count("POST /session/.*/prompt_async")).isZero();
  }

  @Test
  void aPromptLeavesOnlyWhileTheLeaseOutlivesTheSending() {
    node.node.heartbeats(false);
    String turn = post();
    await().until(() -> read(turn).state() == TurnState.RUNNING);
    await().until(() -> agent.count("GET /session/.*/message") + agent.count("POST /session") > 0);
    await()
        .during(Duration.ofMillis(500))
        .until(() -> agent.count("POST /session/.*/prompt_async") == 0);

    node.node.heartbeats(true);

    assertThat(ended(turn).state()).isEqualTo(TurnState.COMPLETED);
  }

  @Test
  void aPromptDoesNotLeaveWhenTheLeaseIsLostBeforeTheSending() {
    node.node.heartbeats(false);
    String turn = post();
    await().until(() -> agent.count("POST /session") > 0);

    node.node.loseLeases();

    await().until(() -> node.get(OpenTurns.class).count() == 0);
    assertThat(read(turn).state()).as("for whoever takes over").isEqualTo(TurnState.RUNNING);
    assertThat(agent.count("POST /session/.*/prompt_async")).isZero();
  }

  @Test
  void whatNobodyExpectedFailsTheTurnAndIsReportedOnce() {
    node.hubBreaks = true;

    String turn = post();

    assertThat(ended(turn).error()).map(TurnError::code).contains("internal-error");
    assertThat(node.incidents)
        .singleElement()
        .satisfies(
            incident -> {
              assertThat(incident.sessionId()).contains(session);
              assertThat(incident.turnId()).contains(turn);
              assertThat(incident.cause())
                  .hasMessage("java.lang.IllegalStateException: broken with [secret]");
            });
  }

  @Test
  void silenceEndsTheTurnWithWhatWasThere() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          a.stream(s, a.begin(s, prompt), "half");
        };
    String turn = post();
    awaitText(turn, "half");

    node.pass(Duration.ofSeconds(181));

    assertThat(ended(turn).state()).isEqualTo(TurnState.TIMED_OUT);
    assertThat(read(turn).error()).map(TurnError::code).contains("silence");
    assertThat(read(turn).text()).isEqualTo("half");
    assertThat(told()).containsExactly("half");
    assertThat(agent.isBusy(upstream())).isFalse();
  }

  @Test
  void aPromptThatNeverArrivedIsSentAgainOnce() {
    agent.loseNextPrompt();
    agent.behaviour = (a, s, prompt) -> a.say(s, prompt, "arrived");
    String turn = post();
    awaitRunning(turn);

    node.pass(Duration.ofSeconds(121));

    assertThat(ended(turn).text()).isEqualTo("arrived");
    assertThat(agent.count("POST /session/.*/prompt_async")).isEqualTo(2);
  }

  @Test
  void aPromptThatUpstreamRefusesAfterItWasTakenFailsTheTurn() {
    agent.loseNextPrompt();
    String turn = post();
    awaitRunning(turn);
    await().until(() -> agent.count("POST /session/.*/prompt_async") == 1);

    agent.error(upstream(), "UnknownError", "Agent not found: \"nosuch\".");
    agent.error(
        upstream(), "UnknownError", "UnknownError: UnknownError\n    at run (/agent/x.js:1)");

    assertThat(ended(turn).state()).isEqualTo(TurnState.FAILED);
    assertThat(read(turn).error())
        .contains(new TurnError("upstream-error", "Agent not found: \"nosuch\".", false));
    assertThat(agent.count("POST /session/.*/prompt_async")).isEqualTo(1);
  }

  @Test
  void anErrorThatWasAboutSomethingElseEndsNoTurn() {
    agent.muteNextPrompt();
    agent.behaviour =
        (a, s, prompt) -> {
          a.error(s, "UnknownError", "of something before");
          await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
          a.busy(s);
          await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
          a.say(s, prompt, "ok");
        };

    assertThat(ended(post()).text()).isEqualTo("ok");
    assertThat(agent.count("POST /session/.*/prompt_async")).isEqualTo(1);
  }

  @Test
  void aPromptThatNeverArrivesEndsTheTurnForNobodyHeardOfIt() {
    agent.loseNextPrompt();
    String turn = post();
    awaitRunning(turn);

    agent.loseNextPrompt();
    node.pass(Duration.ofSeconds(121));
    await().until(() -> agent.count("POST /session/.*/prompt_async") == 2);
    node.pass(Duration.ofSeconds(121));

    assertThat(ended(turn).state()).isEqualTo(TurnState.TIMED_OUT);
    assertThat(read(turn).error()).map(TurnError::code).contains("first-event");
    assertThat(agent.count("POST /session/.*/prompt_async")).isEqualTo(2);
  }

  @Test
  void aPromptOfWhichNothingIsHeardEndsTheTurn() {
    agent.muteNextPrompt();
    agent.behaviour = (a, s, prompt) -> a.busyUntold(s);
    String turn = post();
    awaitRunning(turn);

    node.pass(Duration.ofSeconds(121));

    assertThat(ended(turn).state()).isEqualTo(TurnState.TIMED_OUT);
    assertThat(read(turn).error()).map(TurnError::code).contains("first-event");
    assertThat(agent.isBusy(upstream())).isFalse();
    assertThat(agent.count("POST /session/.*/prompt_async")).isEqualTo(1);
  }

  @Test
  void anIdleThatWasLostIsAskedFor() {
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    String turn = post();
    awaitRunning(turn);
    agent.breakDown("GET /global/event");
    agent.dropStreams();
    String prompt =
        database.inTransaction(
            em ->
                em.createQuery("select t.messageId from Turn t where t.id = :id", String.class)
                    .setParameter("id", turn)
                    .getSingleResult());
    agent.say(upstream(), prompt, "unheard");

    node.pass(Duration.ofSeconds(31));

    assertThat(ended(turn).text()).isEqualTo("unheard");
    assertThat(read(turn).state()).isEqualTo(TurnState.COMPLETED);
  }

  @Test
  void aServerThatDiesInMidTurnInterruptsItAndKeepsWhatWasStreamed() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          a.stream(s, a.begin(s, prompt), "half");
        };
    String turn = post();
    awaitText(turn, "half");

    agent.die();

    assertThat(ended(turn).state()).isEqualTo(TurnState.INTERRUPTED);
    assertThat(read(turn).text()).isEqualTo("half");
    assertThat(told()).containsExactly("half");
    assertThat(node.read(session).status()).isEqualTo(SessionStatus.CRASHED);
    assertThat(agent.count("POST /session/.*/prompt_async")).isEqualTo(1);
  }

  @Test
  void aServerThatDiesBeforeItBeganIsSentThePromptAgain() {
    agent.behaviour =
        (a, s, prompt) -> {
          if (a.count("POST /session/.*/prompt_async") == 1) {
            a.die();
          } else {
            a.say(s, prompt, "second time");
          }
        };

    assertThat(ended(post()).text()).isEqualTo("second time");
  }

  @Test
  void aPromptThatComesWhileOpencodeIsDownWaitsForItsReturn() throws InterruptedException {
    dispatcher.drain(Duration.ZERO);
    TestServers servers = TestServers.stayingDown(data.resolve("boot_down"), agent.address());
    node = new TestSessions(database, "boot_down", servers);
    TestTurns.bind(node);
    nodes.add(node);
    dispatcher = TestTurns.dispatcher(node, threads);
    assertThat(node.servers().server("default").state()).isEqualTo(ServerState.LIVE);
    session = node.session();

    servers.kill("default");
    await().until(() -> node.servers().find("default").orElseThrow().state() == ServerState.DOWN);
    int before = servers.refusals();
    String turn = post();
    await().until(() -> servers.refusals() >= before + 3 || read(turn).state().hasEnded());

    assertThat(read(turn).state()).as("while it is down").isEqualTo(TurnState.RUNNING);
    assertThat(agent.count("POST /session/.*/prompt_async")).isZero();

    servers.comeBack();
    TurnDocument done = ended(turn);

    assertThat(done.error()).isEmpty();
    assertThat(done.state()).isEqualTo(TurnState.COMPLETED);
    assertThat(agent.count("POST /session/.*/prompt_async")).isEqualTo(1);
  }

  @Test
  void aSessionThatVanishesUpstreamInMidTurnFailsIt() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          a.stream(s, a.begin(s, prompt), "half");
        };
    String turn = post();
    awaitText(turn, "half");

    agent.forget(upstream());

    assertThat(ended(turn).error()).map(TurnError::code).contains("upstream-lost");
    assertThat(read(turn).text()).isEqualTo("half");
    assertThat(told()).containsExactly("half");
    agent.behaviour = (a, s, prompt) -> a.say(s, prompt, "fresh");
    assertThat(ended(post()).text()).isEqualTo("fresh");
  }

  @Test
  void deletingASessionAbortsItsTurnsAndRefusesWithoutBeingTold() {
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    String first = post();
    String second = post();
    awaitRunning(first);
    DeleteSession delete = node.get(DeleteSession.class);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> delete.one(ANN, session, false, false, Optional.empty()))
        .hasMessageContaining("abort it first");

    delete.one(ANN, session, true, false, Optional.empty());

    await().until(() -> states(first, second).equals(List.of("ABORTED", "ABORTED")));
    assertThat(agent.sessionIds()).isEmpty();
  }

  private List<String> states(String... turns) {
    return database.inTransaction(
        em ->
            List.of(turns).stream()
                .map(
                    id ->
                        em.createQuery("select t.state from Turn t where t.id = :id")
                            .setParameter("id", id)
                            .getSingleResult()
                            .toString())
                .toList());
  }

  @Test
  void recreatingASessionAbortsTheTurnThatRuns() {
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    String turn = post();
    awaitRunning(turn);
    String old = upstream();

    node.get(OpenSession.class).recreate(ANN, session, Optional.of(old));

    assertThat(ended(turn).state()).isEqualTo(TurnState.ABORTED);
    assertThat(upstream()).isNotEqualTo(old);
  }

  @Test
  void aStopInterruptsWhatStillRunsAndKeepsItsText() throws InterruptedException {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          a.stream(s, a.begin(s, prompt), "half");
        };
    String turn = post();
    awaitText(turn, "half");

    dispatcher.drain(Duration.ofMillis(50));

    assertThat(read(turn).state()).isEqualTo(TurnState.INTERRUPTED);
    assertThat(read(turn).text()).isEqualTo("half");
    assertThat(told()).containsExactly("half");
    assertThat(read(turn).error()).map(TurnError::code).contains("draining");
    await().until(() -> !agent.isBusy(upstream()));
  }

  @Test
  void aRunnerThatLostItsLeaseWritesNothingAndTheTurnIsTakenOver() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          a.part(s, a.begin(s, prompt), "first half");
        };
    String turn = post();
    awaitText(turn, "first half");

    node.node.loseLeases();
    await().until(() -> node.get(OpenTurns.class).count() == 0);
    assertThat(read(turn).state()).isEqualTo(TurnState.RUNNING);

    node.node.findLeases();
    node.get(TurnReaper.class).reap();
    awaitRunning(turn);
    agent.idle(upstream());
    assertThat(ended(turn).state()).isEqualTo(TurnState.INTERRUPTED);
    assertThat(read(turn).text()).isEqualTo("first half");
    assertThat(agent.count("POST /session/.*/prompt_async")).isEqualTo(1);
  }

  @Test
  void aDeadBootsTurnIsFinishedByAnotherNodeWithTheTextOfTheJournal() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          a.part(s, a.begin(s, prompt), "told for good");
        };
    String turn = post();
    awaitText(turn, "told for good");
    await().until(() -> journal().contains("text.completed"));
    node.node.loseLeases();
    await().until(() -> node.get(OpenTurns.class).count() == 0);
    agent.forget(upstream());

    TestSessions other = node("boot_b");
    TurnDispatcher others = TestTurns.dispatcher(other, threads);
    other.node.learnOfDeath("boot_a");
    other.get(TurnReaper.class).reap();

    await().until(() -> read(turn).state().hasEnded());
    assertThat(read(turn).error()).map(TurnError::code).contains("upstream-lost");
    assertThat(read(turn).text()).isEqualTo("told for good");
    await().until(() -> others.running() == 0);
  }

  @Test
  void aPromptThatMeetsALostSessionGoesOnInARestoredOneAndIsThereOnce() {
    ended(post());
    agent.forget(upstream());
    node.histories.add(
        Conversations.kept(0, Conversations.of("ses_kept", "walrus", "noted", "hello")));

    String turn = post();

    assertThat(ended(turn).state()).isEqualTo(TurnState.COMPLETED);
    assertThat(read(turn).context()).contains(OpenContext.RESTORED);
    assertThat(agent.said(upstream()))
        .containsExactly("user: walrus", "assistant: noted", "user: hello", "assistant: ok");
  }

  @Test
  void aPromptThatUpstreamLosesTwiceFails() {
    ended(post());
    node.histories.add(Conversations.kept(0, Conversations.of("ses_kept", "walrus", "noted")));
    agent.denyPrompts();

    assertThat(ended(post()).error()).map(TurnError::code).contains("upstream-lost");
  }

  @Test
  void theWorkdirStaysWhileATurnRuns() throws Exception {
    node.settings.put("mooring.session.roots", data.toRealPath().toString());
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    String turn = post();
    awaitRunning(turn);
    var change =
        TestChanges.workdir(java.nio.file.Files.createDirectories(data.resolve("elsewhere")));
    SessionChanges changes = node.get(SessionChanges.class);

    assertThatThrownBy(() -> changes.change(ANN, session, change, Optional.empty()))
        .isInstanceOfSatisfying(SessionFailure.class, e -> assertThat(e.code()).isEqualTo("busy"));

    agent.idle(upstream());
    ended(turn);
    assertThat(changes.change(ANN, session, change, Optional.empty()).workdir())
        .endsWith("elsewhere");
  }
}
