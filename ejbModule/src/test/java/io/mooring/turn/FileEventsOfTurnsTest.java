package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.feed.StoredEvent;
import io.mooring.file.FileChange;
import io.mooring.file.FileEventDocument;
import io.mooring.file.FileEventType;
import io.mooring.file.FileLog;
import io.mooring.file.ReadFileEvents;
import io.mooring.json.Json;
import io.mooring.message.MessageDocument;
import io.mooring.message.MessagePosition;
import io.mooring.message.ReadMessages;
import io.mooring.message.Spot;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

class FileEventsOfTurnsTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir static Path data;
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<TestSessions> nodes = new ArrayList<>();
  private final List<TurnDispatcher> dispatchers = new ArrayList<>();

  @AfterEach
  void clear() throws InterruptedException {
    for (TurnDispatcher dispatcher : dispatchers) {
      dispatcher.drain(Duration.ZERO);
    }
    threads.shutdownNow();
    nodes.forEach(TestSessions::close);
    agent.close();
  }

  private TestSessions node(TestDatabase.Kind kind) {
    TestSessions made = new TestSessions(DATABASES.get(kind), agent, "boot_a", data.resolve("a"));
    TestTurns.bind(made);
    nodes.add(made);
    return made;
  }

  private TestSessions running() {
    TestSessions node = node(TestDatabase.Kind.DERBY);
    dispatchers.add(TestTurns.dispatcher(node, threads));
    return node;
  }

  private static String post(TestSessions node, String session) {
    NewTurn wanted =
        new NewTurn(
            "go",
            "[{\"type\":\"text\",\"text\":\"go\"}]",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return node.get(PostTurn.class).post(ANN, session, wanted, Optional.empty()).id();
  }

  private static void awaitEnd(TestSessions node, String turn) {
    await()
        .atMost(Duration.ofSeconds(25))
        .until(
            () ->
                node.get(ReadTurns.class).get(ANN, turn).state().hasEnded()
                    && node.get(OpenTurns.class).count() == 0);
  }

  private static List<FileEventDocument> read(TestSessions node, String session) {
    return node.get(ReadFileEvents.class).list(ANN, session, Long.MAX_VALUE, 200);
  }

  private static List<StoredEvent> told(TestSessions node, String session) {
    return node.get(Journal.class).read(SYSTEM, session, 0, 1_000).stream()
        .filter(event -> event.type().equals("file.changed"))
        .toList();
  }

  private static ObjectNode call(String tool, String callId, String status, ObjectNode input) {
    ObjectNode part = Json.object().put("type", "tool").put("tool", tool).put("callID", callId);
    ObjectNode state = part.putObject("state").put("status", status).put("output", "out");
    state.set("input", input);
    state.putObject("metadata").put("exit", 3).put("diff", "--- a\n+++ a\n@@ -1 +1 @@\n-x\n+y\n");
    state.putObject("time").put("start", 1).put("end", 2);
    return part;
  }

  @Test
  void eachCompletedCallIsToldOnceInItsMessageAndInTheFeed() {
    TestSessions node = running();
    String session = node.session();
    String workdir = node.read(session).workdir();
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String m = a.begin(s, prompt);
          a.rawPart(
              s,
              m,
              call("read", "c1", "completed", Json.object().put("filePath", workdir + "/in.txt")));
          a.rawPart(
              s, m, call("edit", "c2", "completed", Json.object().put("filePath", "/etc/passwd")));
          a.rawPart(s, m, call("bash", "c3", "completed", Json.object().put("command", "make")));
          a.rawPart(s, m, call("bash", "c4", "error", Json.object().put("command", "failed")));
          a.rawPart(s, m, call("grep", "c5", "completed", Json.object().put("pattern", "x")));
          a.finish(s, m, "stop");
          a.idle(s);
        };

    String turn = post(node, session);
    awaitEnd(node, turn);

    List<FileEventDocument> events = read(node, session);
    assertThat(events).extracting(FileEventDocument::callId).containsExactly("c3", "c2", "c1");
    assertThat(events).extracting(FileEventDocument::turnId).containsOnly(turn);
    assertThat(events)
        .extracting(FileEventDocument::type)
        .containsExactly(FileEventType.BASH, FileEventType.EDIT, FileEventType.READ);
    assertThat(events)
        .extracting(FileEventDocument::path)
        .containsExactly(null, "/etc/passwd", "in.txt");
    assertThat(events.get(0).command()).isEqualTo("make");
    assertThat(events.get(1).diff()).contains("+y");
    assertThat(events.get(2).diff()).isNull();
    MessageDocument said =
        node.get(ReadMessages.class).list(ANN, session, MessagePosition.START, 9).get(1).message();
    assertThat(events).extracting(FileEventDocument::messageId).containsOnly(said.id());
    List<StoredEvent> told = told(node, session);
    assertThat(told)
        .extracting(StoredEvent::seq)
        .containsExactly(events.get(2).seq(), events.get(1).seq(), events.get(0).seq());
    JsonNode file = Json.read(told.get(2).body()).path("file");
    assertThat(file.path("type").asText()).isEqualTo("bash");
    assertThat(file.path("messageId").asText()).isEqualTo(said.id());
  }

  @Test
  void aPatchOfSeveralFilesIsOneEventWithAllTheirPaths() {
    TestSessions node = running();
    String session = node.session();
    String workdir = node.read(session).workdir();
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String m = a.begin(s, prompt);
          ObjectNode patch = call("apply_patch", "c1", "completed", Json.object());
          patch
              .withObjectProperty("state")
              .withObjectProperty("metadata")
              .putArray("files")
              .add(workdir + "/a.txt")
              .add(workdir + "/b.txt");
          a.rawPart(s, m, patch);
          ObjectNode older = Json.object().put("type", "tool_use").put("name", "Edit");
          older
              .putObject("input")
              .put("file_path", workdir + "/c.txt")
              .put("old_string", "x")
              .put("new_string", "y");
          a.rawPart(s, m, older);
          a.finish(s, m, "stop");
          a.idle(s);
        };

    awaitEnd(node, post(node, session));

    List<FileEventDocument> events = read(node, session);
    assertThat(events).hasSize(2);
    assertThat(events.get(1).path()).isEqualTo("a.txt\nb.txt");
    assertThat(events.get(1).type()).isEqualTo(FileEventType.PATCH);
    assertThat(events.get(0).path()).isEqualTo("c.txt");
    assertThat(events.get(0).type()).isEqualTo(FileEventType.EDIT);
    assertThat(events.get(0).diff()).contains("-x", "+y");
  }

  @Test
  void aRunnerThatTakesOverTellsNothingTwice() {
    TestSessions node = running();
    String session = node.session();
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String m = a.begin(s, prompt);
          a.rawPart(s, m, call("bash", "c1", "completed", Json.object().put("command", "one")));
        };
    String turn = post(node, session);
    await().until(() -> read(node, session).size() == 1);
    node.node.loseLeases();
    await().until(() -> node.get(OpenTurns.class).count() == 0);
    node.node.findLeases();
    node.get(TurnReaper.class).reap();
    await().until(() -> node.get(OpenTurns.class).count() == 1);

    agent.idle(node.read(session).upstreamSessionId().orElseThrow());
    awaitEnd(node, turn);

    assertThat(read(node, session)).hasSize(1);
    assertThat(told(node, session)).hasSize(1);
    MessageDocument said =
        node.get(ReadMessages.class).list(ANN, session, MessagePosition.START, 9).get(1).message();
    assertThat(read(node, session).get(0).messageId()).isEqualTo(said.id());
  }

  @ParameterizedTest
  @EnumSource
  void theSameCallIsWrittenOnceAndPagesGoBackInTime(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    Spot spot = new Spot(session, "turn_1", 1);
    List<NewEvent> events = new ArrayList<>();
    for (String call : List.of("c1", "c2", "c1")) {
      events.add(
          FileLog.told(
              "turn_1", new FileChange("msg_up", call, FileEventType.READ, "f", null, null)));
    }

    append(node, spot, events);
    append(node, spot, events);

    List<FileEventDocument> all = read(node, session);
    assertThat(all).extracting(FileEventDocument::callId).containsExactly("c2", "c1");
    assertThat(all).extracting(FileEventDocument::messageId).containsOnly(all.get(0).messageId());
    assertThat(node.get(ReadFileEvents.class).list(ANN, session, all.get(0).seq(), 1))
        .containsExactly(all.get(1));
    Caller stranger = new Caller("other", "ann", Set.of(Role.ADMIN));
    assertThatThrownBy(() -> node.get(ReadFileEvents.class).list(stranger, session, 9, 1))
        .hasMessageContaining("no such session");
  }

  private static void append(TestSessions node, Spot spot, List<NewEvent> events) {
    node.beans.inTransaction(
        () -> {
          node.get(FileLog.class).append(SYSTEM, spot, events);
          return true;
        });
  }
}
