package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real agent asks, and what people decide about it. */
class ApprovalIT {
  private static final Path ROOTS = Installed.newDirectory("approval-roots");
  private static AgentServer agent;
  private static MooringServer server;

  @BeforeAll
  static void start() {
    ObjectNode more = Http.object();
    // In its own configuration, for a subagent's session gets no rule to ask from its parent's.
    more.putObject("permission").put("bash", "ask");
    agent = AgentServer.start("approval-agent", more);
    Map<String, String> settings = new HashMap<>(agent.settings());
    settings.put("MOORING_SESSION_ROOTS", ROOTS.toString());
    server = MooringServer.start("approval", settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    agent.close();
    Installed.delete(ROOTS);
  }

  private final Http alice = server.as("alice");

  @Test
  void onceRunsTheCommandAndRejectEndsTheTurn() {
    String session = session(Optional.empty());
    try (FeedClient feed = FeedClient.watch(server, "alice", session)) {
      feed.await("hello");
      String turn = post(session, bash("echo once"));
      JsonNode shown = feed.await("approval.requested").path("approval");
      JsonNode ask = open(session);
      assertThat(shown.path("id")).isEqualTo(ask.path("id"));
      assertThat(ask.path("permission").asText()).isEqualTo("bash");
      assertThat(ask.path("patterns").get(0).asText()).isEqualTo("echo once");

      assertThat(decide(alice, ask, "once", null).status()).isEqualTo(200);
      JsonNode done = ended(turn);
      assertThat(done.path("state").asText()).isEqualTo("completed");
      assertThat(done.path("tools").get(0).path("output").asText()).contains("once");
      assertThat(feed.await("approval.decided").path("approval").path("by").asText())
          .isEqualTo("alice");
      Http.Answer again = decide(alice, ask, "reject", null);
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.at("code")).isEqualTo("already-decided");
    }

    String refused = post(session, bash("echo twice"));
    JsonNode ask = open(session);
    assertThat(decide(server.as("bob"), ask, "once", null).status()).isEqualTo(404);
    assertThat(decide(server.as("audrey"), ask, "once", null).status()).isEqualTo(403);
    assertThat(server.as("bob").get("/api/v1/approvals").expect(200).json().path("items"))
        .isEmpty();
    server.as("bob").get("/api/v1/sessions/" + session + "/approvals").expect(404);
    decide(alice, ask, "reject", null).expect(200);
    JsonNode failed = ended(refused);
    assertThat(failed.path("state").asText()).isEqualTo("failed");
    assertThat(failed.path("error").path("code").asText()).isEqualTo("rejected");
  }

  @Test
  void aRejectWithAMessageLetsTheAgentGoOn() {
    String session = session(Optional.empty());
    String turn = post(session, bash("echo no"));

    decide(server.as("adam"), open(session), "reject", "Use another way").expect(200);

    JsonNode done = ended(turn);
    assertThat(done.path("state").asText()).isEqualTo("completed");
    assertThat(done.path("text").asText()).endsWith("All done.");
    assertThat(done.path("tools").get(0).path("error").asText()).contains("Use another way");
  }

  @Test
  void alwaysHoldsForTheSessionAndNoOtherInItsDirectory() throws IOException {
    Path workdir = Files.createDirectory(ROOTS.resolve("shared"));
    String session = session(Optional.of(workdir));
    String first = post(session, bash("echo one"));
    decide(alice, open(session), "always", null).expect(200);
    assertThat(ended(first).path("state").asText()).isEqualTo("completed");

    assertThat(ended(post(session, bash("echo two"))).path("state").asText())
        .isEqualTo("completed");
    List<JsonNode> asks = asks(session);
    assertThat(asks).hasSize(2);
    assertThat(asks.get(0).path("by").asText()).isEqualTo("always");

    String other = session(Optional.of(workdir));
    String asked = post(other, bash("echo three"));
    JsonNode ask = open(other);
    assertThat(ask.path("state").asText()).isEqualTo("open");
    decide(alice, ask, "once", null).expect(200);
    assertThat(ended(asked).path("state").asText()).isEqualTo("completed");
  }

  @Test
  void aQuestionIsAnswered() {
    String session = session(Optional.empty());
    String turn =
        post(
            session,
            "@tools [{\"name\":\"question\",\"args\":{\"questions\":[{\"question\":\"Which?\","
                + "\"header\":\"Pick\",\"options\":[{\"label\":\"Left\",\"description\":\"l\"},"
                + "{\"label\":\"Right\",\"description\":\"r\"}]}]}}]");
    JsonNode question = open(session);
    assertThat(question.path("kind").asText()).isEqualTo("question");

    alice
        .post(
            "/api/v1/questions/" + question.path("id").asText() + "/answer",
            "{\"answers\":[[\"Right\"]]}")
        .expect(200);

    JsonNode done = ended(turn);
    assertThat(done.path("state").asText()).isEqualTo("completed");
    assertThat(done.path("tools").get(0).path("output").asText()).contains("Right");
  }

  @Test
  void aSubagentsAskIsTheSessions() {
    String session = session(Optional.empty());
    String inner = bash("echo child").replace("\\", "\\\\").replace("\"", "\\\"");
    String turn =
        post(
            session,
            "@tools [{\"name\":\"task\",\"args\":{\"description\":\"d\",\"prompt\":\""
                + inner
                + "\",\"subagent_type\":\"general\"}}]");

    JsonNode ask = open(session);
    assertThat(ask.path("upstreamSessionId").asText())
        .isNotEqualTo(alice.get("/api/v1/sessions/" + session).expect(200).at("upstreamSessionId"));
    decide(alice, ask, "once", null).expect(200);

    assertThat(ended(turn).path("state").asText()).isEqualTo("completed");
  }

  @Test
  void anAskOutlivesAKillOfMooring() {
    String session = session(Optional.empty());
    String turn = post(session, bash("echo survived"));
    JsonNode ask = open(session);

    server.kill9();
    server.startAgain();

    JsonNode same = open(session);
    assertThat(same.path("id")).isEqualTo(ask.path("id"));
    decide(alice, same, "once", null).expect(200);
    JsonNode done = ended(turn);
    assertThat(done.path("state").asText()).isEqualTo("completed");
    assertThat(done.path("tools").get(0).path("output").asText()).contains("survived");
    assertThat(asks(session)).hasSize(1);
  }

  @Test
  void anAbortClosesWhatIsAskedAndALaterTurnIsNotHeldUp() {
    String session = session(Optional.empty());
    String turn = post(session, bash("echo aborted"));
    JsonNode ask = open(session);

    alice.post("/api/v1/turns/" + turn + "/abort").expect(202);
    assertThat(ended(turn).path("state").asText()).isEqualTo("aborted");
    assertThat(asks(session).get(0).path("state").asText()).isEqualTo("stale");
    assertThat(decide(alice, ask, "once", null).status()).isEqualTo(409);

    assertThat(ended(post(session, "@say Still here.")).path("state").asText())
        .isEqualTo("completed");
    assertThat(asks(session)).hasSize(1);
  }

  private String session(Optional<Path> workdir) {
    ObjectNode body = Http.object();
    workdir.ifPresent(path -> body.put("workdir", path.toString()));
    return alice.post("/api/v1/sessions", body).expect(201).at("id");
  }

  private String post(String session, String prompt) {
    return alice.post(Mooring.turns(session), Mooring.prompt(prompt)).expect(202).at("id");
  }

  private static String bash(String command) {
    return "@tools [{\"name\":\"bash\",\"args\":{\"command\":\""
        + command
        + "\",\"description\":\"x\"}}]";
  }

  private List<JsonNode> asks(String session) {
    ArrayNode items =
        (ArrayNode)
            alice.get("/api/v1/sessions/" + session + "/approvals").expect(200).json().get("items");
    return StreamSupport.stream(items.spliterator(), false).toList();
  }

  private JsonNode open(String session) {
    return Awaitility.await("an ask of " + session)
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                asks(session).stream()
                    .filter(ask -> ask.path("state").asText().equals("open"))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static Http.Answer decide(Http user, JsonNode ask, String decision, String message) {
    ObjectNode body = Http.object().put("decision", decision);
    if (message != null) {
      body.put("message", message);
    }
    return user.post("/api/v1/approvals/" + ask.path("id").asText() + "/decision", body);
  }

  private JsonNode ended(String turn) {
    return Awaitility.await("the end of " + turn)
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> alice.get("/api/v1/turns/" + turn).expect(200).json(),
            answer -> answer.has("endedAt"));
  }
}
