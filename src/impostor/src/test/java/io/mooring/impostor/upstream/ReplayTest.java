package io.mooring.impostor.upstream;

import static io.mooring.impostor.upstream.UpstreamClient.DIRECTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.upstream.UpstreamClient.Events;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ReplayTest {
  private final ScriptedUpstream upstream = ScriptedUpstream.start(0);
  private final UpstreamClient client = new UpstreamClient(upstream.baseUri());

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void replaysATextTurnUnderTheCallersIds() throws Exception {
    String session = client.createSession().path("id").asText();
    Events events = client.events("/event?directory=" + DIRECTORY);
    String message = "msg_1fbd38743001aaaaaaaaaaaaaa";
    String part = "prt_1fbd38743001aaaaaaaaaaaaaa";

    client.post(
        "/session/" + session + "/prompt_async",
        UpstreamClient.promptWithIds(message, part, "hello you"));
    client.awaitIdle(session);
    events.awaitType("session.diff", 2);

    JsonNode messages = client.messages(session);
    assertThat(messages).hasSize(2);
    assertThat(messages.at("/0/info/id").asText()).isEqualTo(message);
    assertThat(messages.at("/0/parts/0/id").asText()).isEqualTo(part);
    assertThat(messages.at("/0/parts/0/text").asText()).isEqualTo("hello you");
    assertThat(messages.at("/1/info/parentID").asText()).isEqualTo(message);
    assertThat(messages.at("/1/info/finish").asText()).isEqualTo("stop");
    assertThat(messages.at("/1/info/path/cwd").asText()).isEqualTo(DIRECTORY);
    assertThat(messages.at("/1/info/modelID").asText()).isEqualTo("echo");
    assertThat(UpstreamClient.text(messages.get(1)))
        .isEqualTo("Hello streaming world from the fake model");
    assertThat(events.types())
        .containsSubsequence(
            "message.updated",
            "session.status",
            "message.part.delta",
            "session.idle",
            "session.updated",
            "session.diff",
            "message.updated")
        .doesNotContain("plugin.added", "sync");
    assertThat(events.frames().toString())
        .doesNotContain("ses_e042c7926ffeI3tOWdn2sS6GB0", "fake-1");
    assertThat(client.get("/session/" + session).at("/tokens/input").asInt()).isEqualTo(8);
  }

  @Test
  void repeatsDurableEventsAsSyncOnTheGlobalStream() throws Exception {
    Events events = client.events("/global/event");
    String session = client.createSession().path("id").asText();
    client.prompt(session, "@replay b_reason");
    events.awaitType("session.diff", 2);

    List<JsonNode> frames = events.frames();
    JsonNode created = frames.get(1);
    JsonNode sync = frames.get(2);
    assertThat(frames.get(0).fieldNames()).toIterable().containsExactly("payload");
    assertThat(created.path("directory").asText()).isEqualTo(DIRECTORY);
    assertThat(created.path("project").asText()).isEqualTo("global");
    assertThat(sync.at("/payload/type").asText()).isEqualTo("sync");
    assertThat(sync.at("/payload/syncEvent/id")).isEqualTo(created.at("/payload/id"));
    assertThat(sync.at("/payload/syncEvent/type").asText()).isEqualTo("session.created.1");
  }

  @Test
  void hidesTheTextOfAPartUntilItIsComplete() throws Exception {
    String session = client.createSession().path("id").asText();
    Events events = client.events("/global/event");

    client.prompt(session, "@replay e1_abort_text");
    events.awaitType("message.part.delta", 20);

    assertThat(UpstreamClient.text(client.lastMessage(session))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"b_reason", "c_tools", "k_subagent", "x_slow", "f_http_500_long#2"})
  void replaysToTheEnd(String name) throws Exception {
    String session = client.createSession().path("id").asText();

    client.prompt(session, "@replay " + name);
    client.awaitIdle(session);

    assertThat(client.lastMessage(session).at("/info/finish").asText()).isEqualTo("stop");
  }

  /** In the transcript an hour lies between the status and the idle event. */
  @Test
  void runsAPromptThatComesAsSoonAsTheStatusIsIdle() throws Exception {
    upstream.controls().speed(1);
    String session = client.createSession().path("id").asText();
    Events events = client.events("/event?directory=" + DIRECTORY);
    String second = "msg_1fbd38743001aaaaaaaaaaaaaa";
    String part = "prt_1fbd38743001aaaaaaaaaaaaaa";

    client.prompt(session, "@replay late_idle");
    client.awaitIdle(session);
    client.post(
        "/session/" + session + "/prompt_async",
        UpstreamClient.promptWithIds(second, part, "@replay late_idle"));
    client.awaitIdle(session);

    assertThat(client.lastMessage(session).at("/info/parentID").asText()).isEqualTo(second);
    events.awaitType("session.idle", 2);
    List<String> types = events.types();
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).equals("session.idle")) {
        assertThat(types.get(i - 1)).isEqualTo("session.status");
      }
    }
  }

  @Test
  void givesASubagentASessionOfItsOwn() throws Exception {
    String session = client.createSession().path("id").asText();

    client.prompt(session, "@replay k_subagent");
    client.awaitIdle(session);

    JsonNode children = client.get("/session/" + session + "/children");
    assertThat(children).hasSize(1);
    String child = children.at("/0/id").asText();
    JsonNode tool = client.messages(session).findParents("callID").get(0);
    assertThat(tool.at("/state/metadata/sessionId").asText()).isEqualTo(child);
    assertThat(UpstreamClient.text(client.lastMessage(child))).isEqualTo("Hello from fake LLM.");
    client.send("DELETE", "/session/" + session, "");
    assertThat(upstream.sessions()).isEmpty();
  }

  @Test
  void waitsForAPermissionAndGoesOn() throws Exception {
    String session = client.createSession().path("id").asText();

    client.prompt(session, "@replay d_permission");
    String ask = awaitAsk("/permission");
    assertThat(
            client
                .get("/session/status?directory=" + DIRECTORY)
                .at("/" + session + "/type")
                .asText())
        .isEqualTo("busy");
    assertThat(reply(ask, "/srv/other", "once")).isEqualTo(404);
    assertThat(reply(ask, DIRECTORY, "once")).isEqualTo(200);
    client.awaitIdle(session);

    assertThat(reply(ask, DIRECTORY, "once")).isEqualTo(404);
    assertThat(UpstreamClient.text(client.lastMessage(session))).isEqualTo("All done.");
  }

  @Test
  void asksNoMoreAfterAlways() throws Exception {
    String first = client.createSession().path("id").asText();
    String second = client.createSession().path("id").asText();

    client.prompt(first, "@replay d_permission#1");
    reply(awaitAsk("/permission"), DIRECTORY, "always");
    client.awaitIdle(first);
    client.prompt(second, "@replay d_permission#2");
    client.awaitIdle(second);

    assertThat(UpstreamClient.text(client.lastMessage(second))).isEqualTo("All done.");
  }

  @Test
  void endsTheTurnAfterAPlainReject() throws Exception {
    String session = client.createSession().path("id").asText();
    Events events = client.events("/global/event");

    client.prompt(session, "@replay d_permission");
    reply(awaitAsk("/permission"), DIRECTORY, "reject");
    client.awaitIdle(session);

    JsonNode last = client.lastMessage(session);
    assertThat(last.at("/info/finish").asText()).isEqualTo("tool-calls");
    assertThat(last.at("/info/time/completed").isNumber()).isTrue();
    assertThat(last.path("info").has("error")).isFalse();
    assertThat(last.findParents("callID").get(0).at("/state/error").asText())
        .isEqualTo("The user rejected permission to use this specific tool call.");
    assertThat(events.of("permission.replied").get(0).path("reply").asText()).isEqualTo("reject");
    events.awaitType("session.idle", 1);
    assertThat(client.messages(session)).hasSize(2);
  }

  @Test
  void goesOnAfterARejectWithAMessage() throws Exception {
    String session = client.createSession().path("id").asText();

    client.prompt(session, "@replay d_permission");
    String ask = awaitAsk("/permission");
    client.post(
        "/permission/" + ask + "/reply?directory=" + DIRECTORY,
        Json.object().put("reply", "reject").put("message", "rather not"));
    client.awaitIdle(session);

    assertThat(UpstreamClient.text(client.lastMessage(session))).isEqualTo("All done.");
    assertThat(client.messages(session).toString()).contains("rather not");
  }

  @Test
  void putsTheGivenAnswersIntoAQuestion() throws Exception {
    String session = client.createSession().path("id").asText();

    client.prompt(session, "@replay j_question");
    String ask = awaitAsk("/question");
    JsonNode answers = Json.parse("{\"answers\":[[\"Blue\"]]}");
    client.post("/question/" + ask + "/reply?directory=" + DIRECTORY, answers);
    client.awaitIdle(session);

    assertThat(client.messages(session).toString()).contains("=\\\"Blue\\\"");
    assertThat(UpstreamClient.text(client.lastMessage(session))).isEqualTo("All done.");
  }

  @Test
  void endsTheTurnAfterARejectedQuestion() throws Exception {
    String session = client.createSession().path("id").asText();

    client.prompt(session, "@replay j_question");
    String ask = awaitAsk("/question");
    client.post("/question/" + ask + "/reject?directory=" + DIRECTORY, Json.object());
    client.awaitIdle(session);

    assertThat(client.lastMessage(session).at("/info/finish").asText()).isEqualTo("tool-calls");
  }

  @Test
  void tellsAnAbortAsOpencodeDoes() throws Exception {
    String session = client.createSession().path("id").asText();
    Events events = client.events("/global/event");
    client.prompt(session, "@replay e1_abort_text");
    events.awaitType("message.part.delta", 20);

    client.send("POST", "/session/" + session + "/abort", "");

    assertThat(client.get("/session/status?directory=" + DIRECTORY)).isEmpty();
    events.awaitType("session.idle", 2);
    JsonNode last = client.lastMessage(session);
    assertThat(last.at("/info/error/name").asText()).isEqualTo("MessageAbortedError");
    assertThat(UpstreamClient.text(last)).startsWith("w0 w1 w2 ");
    assertThat(events.types())
        .containsSubsequence("session.error", "session.idle", "message.updated", "session.idle");
  }

  @Test
  void leavesNoErrorWhenAbortedInARetry() throws Exception {
    String session = client.createSession().path("id").asText();
    Events events = client.events("/global/event");
    client.prompt(session, "@replay f_drop");
    await()
        .until(
            () ->
                client
                        .get("/session/status?directory=" + DIRECTORY)
                        .at("/" + session + "/attempt")
                        .asInt()
                    == 3);

    client.send("POST", "/session/" + session + "/abort", "");

    events.awaitType("session.idle", 1);
    JsonNode info = client.lastMessage(session).path("info");
    assertThat(events.of("session.error")).isEmpty();
    assertThat(info.has("error")).isFalse();
    assertThat(info.has("finish")).isFalse();
    assertThat(UpstreamClient.text(client.lastMessage(session))).isEqualTo("partial ");
  }

  @Test
  void streamsABurst() throws Exception {
    String session = client.createSession().path("id").asText();
    Events events = client.events("/global/event");
    long start = System.nanoTime();

    client.prompt(session, "@burst 500 2000");
    client.awaitIdle(session);
    events.awaitType("session.idle", 1);

    assertThat(System.nanoTime() - start).isGreaterThan(200_000_000L);
    assertThat(events.of("message.part.delta")).hasSize(500);
    assertThat(UpstreamClient.text(client.lastMessage(session)))
        .startsWith("t0 t1 ")
        .endsWith("t499 ");
  }

  private String awaitAsk(String path) {
    await().until(() -> client.get(path + "?directory=" + DIRECTORY).size() == 1);
    try {
      return client.get(path + "?directory=" + DIRECTORY).at("/0/id").asText();
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private int reply(String ask, String directory, String reply) throws Exception {
    return client
        .post(
            "/permission/" + ask + "/reply?directory=" + directory,
            Json.object().put("reply", reply))
        .statusCode();
  }
}
