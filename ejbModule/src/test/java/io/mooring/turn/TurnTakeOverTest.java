package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.json.Json;
import io.mooring.message.MessagePosition;
import io.mooring.message.ReadMessages;
import io.mooring.opencode.Prompt;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.OpenContext;
import io.mooring.session.OpenSession;
import io.mooring.session.SessionStatus;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever the first runner dies, another node ends the turn, and no prompt runs twice. */
class TurnTakeOverTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir static Path data;
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestSessions dead;
  private TestSessions alive;
  private TurnDispatcher dispatcher;
  private String session;
  private String turn;
  private ClaimedTurn old;
  private SentPrompt prompt;

  @AfterEach
  void clear() throws InterruptedException {
    dispatcher.drain(Duration.ZERO);
    threads.shutdownNow();
    dead.close();
    alive.close();
    agent.close();
  }

  private TestSessions node(TestDatabase.Kind kind, String boot) {
    TestSessions node = new TestSessions(DATABASES.get(kind), agent, boot, data.resolve(boot));
    TestTurns.bind(node);
    return node;
  }

  /** A turn that the first node has claimed, up to the moment before its prompt leaves. */
  private void claimed(TestDatabase.Kind kind) {
    dead = node(kind, "boot_dead_" + kind);
    alive = node(kind, "boot_alive_" + kind);
    dispatcher = TestTurns.dispatcher(alive, threads);
    alive.node.learnOfDeath(dead.node.bootId());
    session = dead.session();
    turn =
        TestTurns.queue(
                dead,
                session,
                new NewTurn(
                    "hello",
                    "[{\"type\":\"text\",\"text\":\"hello\"}]",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
                Optional.empty())
            .id();
    old = dead.get(TurnClaims.class).claimNext(SYSTEM, session, Set.of()).orElseThrow();
  }

  private void intended() {
    String upstream = dead.get(OpenSession.class).ensure(ANN, session).upstreamSessionId();
    prompt = new SentPrompt(upstream, "msg_000000000100abc", List.of("prt_1"), OpenContext.FRESH);
    dead.get(TurnClaims.class).intend(SYSTEM, old, prompt);
  }

  /** The prompt leaves, and the agent does with it what it is told to. */
  private void sent(FakeAgent.Behaviour what) {
    agent.behaviour = what;
    dead.servers()
        .server("default")
        .client()
        .promptAsync(
            prompt.upstreamSessionId(),
            new Prompt(prompt.messageId(), Json.read("[]"), null, null, null));
    await().until(() -> agent.count("DONE") == 1);
    agent.behaviour = (a, s, p) -> a.say(s, p, "by the second node");
  }

  private TurnDocument ended() {
    alive.get(TurnReaper.class).reap();
    await()
        .atMost(Duration.ofSeconds(25))
        .until(() -> alive.get(ReadTurns.class).get(ANN, turn).state().hasEnded());
    return alive.get(ReadTurns.class).get(ANN, turn);
  }

  private long prompts() {
    return agent.count("POST /session/.*/prompt_async");
  }

  @ParameterizedTest
  @EnumSource
  void beforeThePromptWasWrittenDownItRunsFromTheStart(TestDatabase.Kind kind) {
    claimed(kind);
    agent.behaviour = (a, s, p) -> a.say(s, p, "by the second node");

    assertThat(ended().text()).isEqualTo("by the second node");
    assertThat(prompts()).isEqualTo(1);
  }

  @Test
  void aPromptThatNeverLeftIsSentUnderItsId() {
    claimed(TestDatabase.Kind.DERBY);
    intended();
    agent.behaviour = (a, s, p) -> a.say(s, p, p);

    assertThat(ended().text()).isEqualTo(prompt.messageId());
    assertThat(prompts()).isEqualTo(1);
  }

  @Test
  void aPromptThatNobodyAnswersIsSentAgainUnderItsId() {
    claimed(TestDatabase.Kind.DERBY);
    intended();
    sent((a, s, p) -> a.calls.add("DONE"));
    agent.behaviour = (a, s, p) -> a.say(s, p, p);

    assertThat(ended().text()).isEqualTo(prompt.messageId());
    assertThat(prompts()).isEqualTo(2);
    assertThat(agent.count("POST /session")).as("the same session").isEqualTo(1);
  }

  @Test
  void anAnswerThatIsUnderWayIsWatchedToItsEnd() {
    claimed(TestDatabase.Kind.DERBY);
    intended();
    String[] message = new String[1];
    sent(
        (a, s, p) -> {
          a.busy(s);
          message[0] = a.begin(s, p);
          a.part(s, message[0], "begun");
          a.calls.add("DONE");
        });

    alive.get(TurnReaper.class).reap();
    await().until(() -> alive.get(ReadTurns.class).get(ANN, turn).text().equals("begun"));
    agent.finish(prompt.upstreamSessionId(), message[0], "stop");
    agent.idle(prompt.upstreamSessionId());

    assertThat(ended().state()).isEqualTo(TurnState.COMPLETED);
    assertThat(prompts()).isEqualTo(1);
  }

  @Test
  void anAnswerThatEndedMeanwhileIsRead() {
    claimed(TestDatabase.Kind.DERBY);
    intended();
    sent(
        (a, s, p) -> {
          a.say(s, p, "by the first node");
          a.calls.add("DONE");
        });

    assertThat(ended().state()).isEqualTo(TurnState.COMPLETED);
    assertThat(ended().text()).isEqualTo("by the first node");
    assertThat(prompts()).isEqualTo(1);
  }

  @Test
  void anAnswerThatBrokeOffIsInterruptedWithTheTextOfTheJournalAndNotRunAgain() {
    claimed(TestDatabase.Kind.DERBY);
    intended();
    sent(
        (a, s, p) -> {
          a.stream(s, a.begin(s, p), "lost upstream");
          a.calls.add("DONE");
        });
    NewEvent told =
        NewEvent.of(
            FeedEventType.TEXT_COMPLETED,
            turn,
            Json.object().put("partId", "prt_told").put("text", "told for good"));
    dead.get(TurnClaims.class).append(SYSTEM, old, List.of(told), Optional.empty());

    assertThat(ended().state()).isEqualTo(TurnState.INTERRUPTED);
    assertThat(ended().text()).isEqualTo("told for good");
    assertThat(prompts()).isEqualTo(1);
  }

  /** The upstream session's last message was begun by the first node's prompt. */
  private void brokenOff(String streamed, String written) {
    String[] part = new String[1];
    sent(
        (a, s, p) -> {
          part[0] = a.stream(s, a.begin(s, p), streamed);
          a.calls.add("DONE");
        });
    dead.get(ReplyKeeping.class)
        .write(SYSTEM, old, List.of(new KeptPart(part[0], "text", written)));
  }

  private List<String> told() {
    return alive.get(Journal.class).read(SYSTEM, session, 0, 1_000).stream()
        .filter(event -> event.type().equals("text.completed"))
        .map(event -> Json.read(event.body()).path("text").asText())
        .toList();
  }

  private List<String> messages() {
    return alive.get(ReadMessages.class).list(ANN, session, MessagePosition.START, 200).stream()
        .map(placed -> placed.message().role().label() + ": " + placed.message().text())
        .toList();
  }

  @Test
  void theTextThatOnlyTheFirstRunnerHadHeardIsToldAsAWholeAndInItsMessage() {
    claimed(TestDatabase.Kind.DERBY);
    intended();
    brokenOff("lost upstream", "lost up");

    assertThat(ended().state()).isEqualTo(TurnState.INTERRUPTED);
    assertThat(ended().text()).isEqualTo("lost up");
    assertThat(told()).containsExactly("lost up");
    assertThat(messages()).containsExactly("user: hello", "assistant: lost up");
  }

  @Test
  void theTextThatOnlyTheFirstRunnerHadHeardIsToldThoughUpstreamLostTheSession() {
    claimed(TestDatabase.Kind.DERBY);
    intended();
    brokenOff("lost upstream", "lost up");
    agent.forget(prompt.upstreamSessionId());

    assertThat(ended().error()).map(TurnError::code).contains("upstream-lost");
    assertThat(ended().text()).isEqualTo("lost up");
    assertThat(told()).containsExactly("lost up");
    assertThat(messages()).containsExactly("user: hello", "assistant: lost up");
  }

  @Test
  void theTextOfWhichUpstreamHasNoTraceStandsInTheMessageThatItHadBegun() {
    claimed(TestDatabase.Kind.DERBY);
    intended();
    sent(
        (a, s, p) -> {
          a.begin(s, p);
          a.calls.add("DONE");
        });
    dead.get(ReplyKeeping.class)
        .write(SYSTEM, old, List.of(new KeptPart("prt_gone", "text", "no trace")));

    assertThat(ended().state()).isEqualTo(TurnState.INTERRUPTED);
    assertThat(ended().text()).isEqualTo("no trace");
    assertThat(told()).containsExactly("no trace");
    assertThat(messages()).containsExactly("user: hello", "assistant: no trace");
  }

  @Test
  void theSecondRunnerGoesOnWhereTheFirstHadStopped() {
    claimed(TestDatabase.Kind.DERBY);
    intended();
    String[] ids = new String[2];
    sent(
        (a, s, p) -> {
          a.busy(s);
          ids[0] = a.begin(s, p);
          ids[1] = a.stream(s, ids[0], "first ");
          a.calls.add("DONE");
        });
    dead.get(ReplyKeeping.class)
        .write(SYSTEM, old, List.of(new KeptPart(ids[1], "text", "first ")));

    long asked = agent.count("GET /session/status");
    alive.get(TurnReaper.class).reap();
    await().until(() -> alive.get(ReadTurns.class).get(ANN, turn).text().equals("first "));
    await().until(() -> agent.count("GET /session/status") > asked + 1);
    agent.more(prompt.upstreamSessionId(), ids[0], ids[1], "second");
    await().until(() -> alive.get(ReadTurns.class).get(ANN, turn).text().equals("first second"));
    agent.idle(prompt.upstreamSessionId());

    assertThat(ended().text()).isEqualTo("first second");
    assertThat(told()).containsExactly("first second");
    assertThat(messages()).containsExactly("user: hello", "assistant: first second");
  }

  @ParameterizedTest
  @EnumSource
  void everyLateWriteOfTheFirstRunnerIsRefusedAndLeavesNothing(TestDatabase.Kind kind) {
    claimed(kind);
    intended();
    ClaimedTurn taken =
        alive
            .get(TurnClaims.class)
            .claimNext(SYSTEM, session, Set.of(dead.node.bootId()))
            .orElseThrow();
    long before = alive.get(Journal.class).head(SYSTEM, session).seq();
    TurnClaims late = dead.get(TurnClaims.class);
    NewEvent event = NewEvent.of(FeedEventType.TODO_UPDATED, turn, Json.object());

    assertThat(taken.generation()).isEqualTo(old.generation() + 1);
    assertRefused(() -> late.intend(SYSTEM, old, prompt));
    assertRefused(() -> late.append(SYSTEM, old, List.of(event), Optional.empty()));
    assertRefused(
        () -> late.append(SYSTEM, old, List.of(event), Optional.of(SessionStatus.RETRYING)));
    assertRefused(() -> late.isAbortAsked(SYSTEM, old));
    assertRefused(() -> late.holding(SYSTEM, old, session -> session.id()));
    assertRefused(
        () ->
            late.end(
                SYSTEM,
                old,
                TurnResult.empty(TurnState.COMPLETED, Optional.empty()),
                List.of(event),
                List.of(),
                Trace.UNKNOWN));
    assertRefused(() -> late.end(SYSTEM, old, drained(), List.of(), List.of(), Trace.UNKNOWN));

    assertThat(alive.get(Journal.class).head(SYSTEM, session).seq()).isEqualTo(before);
    assertThat(alive.get(ReadTurns.class).get(ANN, turn).state()).isEqualTo(TurnState.RUNNING);
    assertThat(alive.read(session).status()).isEqualTo(SessionStatus.BUSY);
    alive
        .get(TurnClaims.class)
        .append(SYSTEM, taken, List.of(event), Optional.of(SessionStatus.RETRYING));
    alive.get(TurnClaims.class).end(SYSTEM, taken, drained(), List.of(), List.of(), Trace.UNKNOWN);
    assertThat(alive.get(ReadTurns.class).get(ANN, turn).state()).isEqualTo(TurnState.INTERRUPTED);
  }

  private static TurnResult drained() {
    return TurnResult.empty(TurnState.INTERRUPTED, Optional.empty());
  }

  private static void assertRefused(Runnable write) {
    assertThatThrownBy(write::run)
        .isInstanceOfSatisfying(TurnFailure.class, e -> assertThat(e.isLeaseLost()).isTrue());
  }
}
