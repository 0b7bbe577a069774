package io.mooring.message;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.json.Json;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.RunningTurns;
import io.mooring.session.TestSessions;
import io.mooring.tool.ToolDisplay;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageLogTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  private static final Instant NOW = Instant.ofEpochMilli(10_000);

  @TempDir static Path data;
  private final FakeAgent agent = new FakeAgent();
  private final List<TestSessions> nodes = new ArrayList<>();

  @AfterEach
  void clear() {
    nodes.forEach(TestSessions::close);
    agent.close();
  }

  private TestSessions node(TestDatabase.Kind kind) {
    TestSessions node = new TestSessions(DATABASES.get(kind), agent, "boot_a", data.resolve("a"));
    node.beans.bind(AgentText.class, raw -> raw.replace("SECRET", ""));
    node.beans.bind(
        RunningTurns.class,
        RunningTurns.class.cast(
            Proxy.newProxyInstance(
                RunningTurns.class.getClassLoader(),
                new Class<?>[] {RunningTurns.class},
                (proxy, method, arguments) -> {
                  throw new UnsupportedOperationException(method.getName());
                })));
    nodes.add(node);
    return node;
  }

  private static Said said(String id, String role, JsonNode... parts) {
    ObjectNode info = Json.object().put("id", id).put("sessionID", "ses_1").put("role", role);
    info.putObject("time").put("created", 5_000);
    info.put("cost", 0.25).putObject("tokens").put("input", 3).put("output", 4);
    return new Said(info, List.of(parts));
  }

  private static ObjectNode text(String text) {
    return Json.object()
        .put("id", "prt_" + Integer.toHexString(text.hashCode()))
        .put("messageID", "msg_1")
        .put("sessionID", "ses_1")
        .put("type", "text")
        .put("text", text);
  }

  private static void keep(TestSessions node, Spot spot, Said... said) {
    keep(node, spot, Map.of(), said);
  }

  private static void keep(TestSessions node, Spot spot, Map<String, String> ids, Said... said) {
    node.beans.inTransaction(
        () -> {
          node.get(MessageLog.class).keep(SYSTEM, spot, List.of(said), ids, NOW);
          return true;
        });
  }

  private static void prompt(TestSessions node, Spot spot, Said said) {
    node.beans.inTransaction(
        () -> {
          node.get(MessageLog.class).prompt(SYSTEM, spot, said, NOW);
          return true;
        });
  }

  private static List<MessageDocument> read(TestSessions node, String session) {
    return node.get(ReadMessages.class).list(ANN, session, MessagePosition.START, 200).stream()
        .map(ReadMessages.Placed::message)
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void aPromptIsThereBeforeItLeavesAndIsOneRowForEver(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    Spot spot = new Spot(node.session(), "turn_1", 1);
    ObjectNode unsent = Json.object().put("type", "text").put("text", "do it");
    prompt(node, spot, new Said(Json.object().put("role", "user"), List.of(unsent)));
    assertThat(read(node, spot.sessionId()))
        .extracting(MessageDocument::text)
        .containsExactly("do it");

    prompt(node, spot, said("msg_a", "user", text("do it")));
    keep(
        node, spot, said("msg_a", "user", text("do it")), said("msg_b", "assistant", text("done")));
    keep(
        node,
        spot,
        said("msg_a", "user", text("do it")),
        said("msg_b", "assistant", text("all done")));

    assertThat(read(node, spot.sessionId()))
        .extracting(MessageDocument::role, MessageDocument::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(MessageRole.USER, "do it"),
            org.assertj.core.groups.Tuple.tuple(MessageRole.ASSISTANT, "all done"));
  }

  @ParameterizedTest
  @EnumSource
  void aMessageOfAnotherTurnIsNotKeptTwice(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    keep(node, new Spot(session, "turn_1", 1), said("msg_a", "assistant", text("one")));

    keep(
        node,
        new Spot(session, "turn_2", 2),
        said("msg_a", "assistant", text("again")),
        said("msg_b", "assistant", text("two")),
        said("m".repeat(161), "assistant", text("no id that fits")));

    assertThat(read(node, session)).extracting(MessageDocument::text).containsExactly("one", "two");
  }

  @ParameterizedTest
  @EnumSource
  void pagesFollowTheOrderOfTurnsAndMessages(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    keep(node, new Spot(session, "turn_2", 2), said("msg_c", "assistant", text("c")));
    keep(
        node,
        new Spot(session, "turn_1", 1),
        said("msg_z", "assistant", text("a")),
        said("msg_b", "assistant", text("b")));
    ReadMessages reading = node.get(ReadMessages.class);

    List<String> found = new ArrayList<>();
    MessagePosition after = MessagePosition.START;
    for (int page = 0; page < 3; page++) {
      List<ReadMessages.Placed> rows = reading.list(ANN, session, after, 1);
      assertThat(rows).hasSize(page < 2 ? 2 : 1);
      found.add(rows.get(0).message().text());
      after = MessagePosition.parse(rows.get(0).position().text());
    }

    assertThat(found).containsExactly("a", "b", "c");
    assertThat(reading.list(ANN, session, after, 1)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsShownIsHarmlessAndSaysWhatItCost(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    ObjectNode synthetic = text("a file's content").put("synthetic", true);
    ObjectNode tool = text("").put("type", "tool").put("callID", "call_1").put("tool", "bash");
    tool.putObject("state")
        .put("status", "completed")
        .put("output", "\u001b[31mred\u0000")
        .putObject("input")
        .put("command", "rm \u202e");
    ObjectNode file =
        text("").put("type", "file").put("mime", "text/plain").put("filename", "a\nb");
    Said said =
        said("msg_a", "assistant", synthetic, text("one SECRET\u0000"), tool, text("two"), file);
    keep(node, new Spot(session, "turn_1", 1), Map.of("msg_a", "msg_ours"), said);

    MessageDocument shown = read(node, session).get(0);

    assertThat(shown.id()).isEqualTo("msg_ours");
    assertThat(shown.text()).isEqualTo("one \uFFFD\ntwo");
    assertThat(shown.usage().tokens().output()).isEqualTo(4);
    assertThat(shown.usage().cost()).isEqualByComparingTo("0.25");
    assertThat(shown.createdAt()).isEqualTo(Instant.ofEpochMilli(5_000));
    assertThat(shown.parts())
        .extracting(part -> part.type().label())
        .containsExactly("text", "text", "tool", "text", "file");
    ToolDisplay display = shown.parts().get(2).tool();
    assertThat(display.output()).isEqualTo("red\uFFFD");
    assertThat(display.input().path("command").asText()).isEqualTo("rm \uFFFD");
    assertThat(shown.parts().get(4).name()).isEqualTo("a b");
  }

  @ParameterizedTest
  @EnumSource
  void aMessageWithoutTextSaysNull(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    keep(node, new Spot(session, "turn_1", 1), said("msg_a", "assistant", text("")));

    JsonNode json = Json.object(read(node, session).get(0));

    assertThat(json.has("text")).isTrue();
    assertThat(json.path("text").isNull()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void nobodyReadsWhatWasSaidInSomebodyElsesSession(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String session = node.session();
    Caller bob = new Caller("default", "bob", Set.of(Role.USER));
    Caller stranger = new Caller("other", "ann", Set.of(Role.ADMIN));

    for (Caller caller : List.of(bob, stranger)) {
      assertThatThrownBy(
              () -> node.get(ReadMessages.class).list(caller, session, MessagePosition.START, 9))
          .hasMessageContaining("no such session");
    }
  }
}
