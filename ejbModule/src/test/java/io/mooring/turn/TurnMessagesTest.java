package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.feed.Journal;
import io.mooring.feed.StoredEvent;
import io.mooring.json.Json;
import io.mooring.message.MessageDocument;
import io.mooring.message.MessagePosition;
import io.mooring.message.ReadMessages;
import io.mooring.schema.TestDatabase;
import io.mooring.session.FakeAgent;
import io.mooring.session.History;
import io.mooring.session.TestSessions;
import io.mooring.tool.ToolDisplay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnMessagesTest {
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

  private TestSessions node(String boot) {
    TestSessions made = new TestSessions(database, agent, boot, data.resolve(boot));
    TestTurns.bind(made);
    nodes.add(made);
    return made;
  }

  private String post(String partsJson) {
    NewTurn wanted =
        new NewTurn("hello", partsJson, Optional.empty(), Optional.empty(), Optional.empty());
    return node.get(PostTurn.class).post(ANN, session, wanted, Optional.empty()).id();
  }

  private String post() {
    return post("[{\"type\":\"text\",\"text\":\"hello\"}]");
  }

  private TurnDocument ended(String turn) {
    await()
        .atMost(Duration.ofSeconds(25))
        .until(
            () ->
                node.get(ReadTurns.class).get(ANN, turn).state().hasEnded()
                    && node.get(OpenTurns.class).count() == 0);
    return node.get(ReadTurns.class).get(ANN, turn);
  }

  private List<MessageDocument> messages() {
    return node.get(ReadMessages.class).list(ANN, session, MessagePosition.START, 200).stream()
        .map(ReadMessages.Placed::message)
        .toList();
  }

  private List<String> texts() {
    return messages().stream().map(message -> String.valueOf(message.text())).toList();
  }

  private Optional<History> history() {
    return node.get(SaidHistory.class).history(SYSTEM, session);
  }

  private static ObjectNode running(String callId) {
    ObjectNode part = Json.object().put("type", "tool").put("tool", "bash").put("callID", callId);
    ObjectNode state = part.putObject("state").put("status", "running");
    state.putObject("input").put("command", "sleep 9");
    state.putObject("time").put("start", 7);
    return part;
  }

  /** Neither the turn nor its feed goes on saying that the call runs. */
  private void itsCallIsBrokenOff(String turn) {
    JsonNode tools = node.get(ReadTurns.class).get(ANN, turn).tools();
    assertThat(tools).hasSize(1);
    assertThat(tools.get(0).path("status").asText()).isEqualTo("error");
    assertThat(tools.get(0).path("error").asText()).isEqualTo("interrupted");
    assertThat(tools.get(0).path("endedAt").isMissingNode()).isFalse();
    List<StoredEvent> told =
        node.get(Journal.class).read(SYSTEM, session, 0, 100).stream()
            .filter(event -> List.of("tool.updated", "turn.ended").contains(event.type()))
            .toList();
    assertThat(told)
        .extracting(StoredEvent::type)
        .containsExactly("tool.updated", "tool.updated", "turn.ended");
    assertThat(told.get(1).body()).contains("\"status\":\"error\"");
  }

  @Test
  void whatWasSaidIsKeptAsTheTurnEnds() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String first = a.begin(s, prompt);
          a.part(s, first, "let me see<dcp-message-id>x</dcp-message-id>");
          a.finish(s, first, "tool-calls");
          String second = a.begin(s, prompt);
          a.part(s, second, "done");
          a.finish(s, second, "stop");
          a.idle(s);
        };
    String turn = post();

    ended(turn);

    assertThat(texts()).hasSizeGreaterThanOrEqualTo(2).endsWith("done");
    assertThat(messages()).extracting(MessageDocument::turnId).containsOnly(turn);
    assertThat(String.join("|", texts())).doesNotContain("dcp-message-id");
  }

  @Test
  void thePromptIsThereWhileTheTurnRuns() {
    agent.behaviour = (a, s, prompt) -> a.busy(s);

    post();

    await().until(() -> texts().equals(List.of("hello")));
  }

  @Test
  void anInterruptedTurnKeepsItsStreamedTextAndClosesItsCall() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          a.rawPart(s, message, running("call_1"));
          a.stream(s, message, "half");
        };
    String turn = post();
    await().until(() -> node.get(ReadTurns.class).get(ANN, turn).text().equals("half"));

    agent.die();

    assertThat(ended(turn).state()).isEqualTo(TurnState.INTERRUPTED);
    assertThat(texts()).containsExactly("hello", "half");
    ToolDisplay call = messages().get(1).parts().get(0).tool();
    assertThat(call.status()).isEqualTo(ToolDisplay.Status.ERROR);
    assertThat(call.error()).isEqualTo("interrupted");
    JsonNode info = history().orElseThrow().conversation().messages().get(1).path("info");
    assertThat(info.path("time").path("completed").isNumber()).isTrue();
    assertThat(info.path("error").path("name").asText()).isEqualTo("MessageAbortedError");
    itsCallIsBrokenOff(turn);
  }

  @Test
  void aTurnWhoseSessionVanishedUpstreamKeepsWhatWasHeard() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          a.part(s, message, "whole");
          a.rawPart(s, message, running("call_1"));
          a.stream(s, message, "half");
        };
    String turn = post();
    await().until(() -> node.get(ReadTurns.class).get(ANN, turn).text().endsWith("half"));

    agent.forget(node.read(session).upstreamSessionId().orElseThrow());

    assertThat(ended(turn).state()).isEqualTo(TurnState.FAILED);
    assertThat(texts()).containsExactly("hello", "whole\nhalf");
    assertThat(messages().get(1).parts().get(1).tool().status())
        .isEqualTo(ToolDisplay.Status.ERROR);
    itsCallIsBrokenOff(turn);
  }

  @Test
  void aTurnThatIsTakenOverAfterALossKeepsWhatTheJournalHas() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          a.part(s, message, "told for good");
          a.rawPart(s, message, running("call_1"));
        };
    String turn = post();
    await()
        .until(
            () ->
                node.get(Journal.class).read(SYSTEM, session, 0, 100).stream()
                    .anyMatch(event -> event.type().equals("tool.updated")));
    node.node.loseLeases();
    await().until(() -> node.get(OpenTurns.class).count() == 0);
    agent.forget(node.read(session).upstreamSessionId().orElseThrow());

    TestSessions other = node("boot_b");
    TestTurns.dispatcher(other, threads);
    other.node.learnOfDeath("boot_a");
    other.get(TurnReaper.class).reap();

    await().until(() -> node.get(ReadTurns.class).get(ANN, turn).state().hasEnded());
    assertThat(texts()).containsExactly("hello", "told for good");
    assertThat(messages().get(1).parts().get(1).tool().status())
        .isEqualTo(ToolDisplay.Status.ERROR);
    itsCallIsBrokenOff(turn);
  }

  @Test
  void aTurnThatIsTakenOverKeepsNoMessageTwice() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          a.part(s, a.begin(s, prompt), "once");
        };
    String turn = post();
    await().until(() -> node.get(ReadTurns.class).get(ANN, turn).text().equals("once"));

    node.node.loseLeases();
    await().until(() -> node.get(OpenTurns.class).count() == 0);
    node.node.findLeases();
    node.get(TurnReaper.class).reap();
    await().until(() -> node.get(OpenTurns.class).count() == 1);
    agent.idle(node.read(session).upstreamSessionId().orElseThrow());

    ended(turn);
    assertThat(texts()).containsExactly("hello", "once");
  }

  @Test
  void theHistoryGivesTheConversationBackWithThePromptsFilesButNotARunningTurn() {
    String url = "data:text/plain;base64," + "QUJD".repeat(500);
    ended(
        post(
            "[{\"type\":\"text\",\"text\":\"hello\"},{\"type\":\"file\",\"mime\":\"text/plain\","
                + "\"filename\":\"a.txt\",\"url\":\""
                + url
                + "\"}]"));
    agent.behaviour = (a, s, prompt) -> a.busy(s);
    post();
    await().until(() -> messages().size() == 3);

    History history = history().orElseThrow();

    assertThat(history.source()).isEqualTo("messages");
    List<JsonNode> said = history.conversation().messages();
    assertThat(said)
        .extracting(m -> m.path("info").path("role").asText())
        .containsExactly("user", "assistant");
    assertThat(said.get(0).path("parts").path(1).path("url").asText()).isEqualTo(url);
    assertThat(said.get(1).path("parts").path(0).path("text").asText()).isEqualTo("ok");
    assertThat(history.conversation().info().path("id").asText())
        .isEqualTo(node.read(session).upstreamSessionId().orElseThrow());
    assertThat(messages().get(0).parts().get(1).name()).isEqualTo("a.txt");
  }

  @Test
  void aSessionInWhichNothingWasSaidHasNoHistory() {
    assertThat(history()).isEmpty();
    assertThat(node.get(SaidHistory.class).rank()).isEqualTo(100);
  }
}
