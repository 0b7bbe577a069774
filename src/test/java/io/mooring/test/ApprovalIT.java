package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    agent = AgentServer.asking("approval-agent");
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
  private final Asker asker = new Asker(alice);

  @Test
  void onceRunsTheCommandAndRejectEndsTheTurn() {
    String session = session(Optional.empty());
    try (FeedClient feed = FeedClient.watch(server, "alice", session)) {
      feed.await("hello");
      String turn = post(session, bash("echo once"));
      JsonNode shown = feed.await("approval.requested").path("approval");
      JsonNode ask = asker.open(session);
      assertThat(shown.path("id")).isEqualTo(ask.path("id"));
      assertThat(ask.path("permission").asText()).isEqualTo("bash");
      assertThat(ask.path("patterns").get(0).asText()).isEqualTo("echo once");

      assertThat(asker.decide(ask, "once").status()).isEqualTo(200);
      JsonNode done = asker.ended(turn);
      assertThat(done.path("state").asText()).isEqualTo("completed");
      assertThat(done.path("tools").get(0).path("output").asText()).contains("once");
      assertThat(feed.await("approval.decided").path("approval").path("by").asText())
          .isEqualTo("alice");
      Http.Answer again = asker.decide(ask, "reject");
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.at("code")).isEqualTo("already-decided");
    }

    String refused = post(session, bash("echo twice"));
    JsonNode ask = asker.open(session);
    assertThat(new Asker(server.as("bob")).decide(ask, "once").status()).isEqualTo(404);
    assertThat(new Asker(server.as("audrey")).decide(ask, "once").status()).isEqualTo(403);
    assertThat(server.as("bob").get("/api/v1/approvals").expect(200).json().path("items"))
        .isEmpty();
    server.as("bob").get("/api/v1/sessions/" + session + "/approvals").expect(404);
    asker.decide(ask, "reject").expect(200);
    JsonNode failed = asker.ended(refused);
    assertThat(failed.path("state").asText()).isEqualTo("failed");
    assertThat(failed.path("error").path("code").asText()).isEqualTo("rejected");
  }

  @Test
  void aRejectWithAMessageLetsTheAgentGoOn() {
    String session = session(Optional.empty());
    String turn = post(session, bash("echo no"));

    new Asker(server.as("adam"))
        .decide(asker.open(session), "reject", "Use another way")
        .expect(200);

    JsonNode done = asker.ended(turn);
    assertThat(done.path("state").asText()).isEqualTo("completed");
    assertThat(done.path("text").asText()).endsWith("All done.");
    assertThat(done.path("tools").get(0).path("error").asText()).contains("Use another way");
  }

  @Test
  void alwaysHoldsForTheSessionAndNoOtherInItsDirectory() throws IOException {
    Path workdir = Files.createDirectory(ROOTS.resolve("shared"));
    String session = session(Optional.of(workdir));
    String first = post(session, bash("echo one"));
    asker.decide(asker.open(session), "always").expect(200);
    assertThat(asker.ended(first).path("state").asText()).isEqualTo("completed");

    assertThat(asker.ended(post(session, bash("echo two"))).path("state").asText())
        .isEqualTo("completed");
    List<JsonNode> asks = asker.asks(session);
    assertThat(asks).hasSize(2);
    assertThat(asks.get(0).path("by").asText()).isEqualTo("always");

    String other = session(Optional.of(workdir));
    String asked = post(other, bash("echo three"));
    JsonNode ask = asker.open(other);
    assertThat(ask.path("state").asText()).isEqualTo("open");
    asker.decide(ask, "once").expect(200);
    assertThat(asker.ended(asked).path("state").asText()).isEqualTo("completed");
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
    JsonNode question = asker.open(session);
    assertThat(question.path("kind").asText()).isEqualTo("question");

    alice
        .post(
            "/api/v1/questions/" + question.path("id").asText() + "/answer",
            "{\"answers\":[[\"Right\"]]}")
        .expect(200);

    JsonNode done = asker.ended(turn);
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

    JsonNode ask = asker.open(session);
    assertThat(ask.path("upstreamSessionId").asText())
        .isNotEqualTo(alice.get("/api/v1/sessions/" + session).expect(200).at("upstreamSessionId"));
    asker.decide(ask, "once").expect(200);

    assertThat(asker.ended(turn).path("state").asText()).isEqualTo("completed");
  }

  @Test
  void anAskOutlivesAKillOfMooring() {
    String session = session(Optional.empty());
    String turn = post(session, bash("echo survived"));
    JsonNode ask = asker.open(session);

    server.kill9();
    server.startAgain();

    JsonNode same = asker.open(session);
    assertThat(same.path("id")).isEqualTo(ask.path("id"));
    asker.decide(same, "once").expect(200);
    JsonNode done = asker.ended(turn);
    assertThat(done.path("state").asText()).isEqualTo("completed");
    assertThat(done.path("tools").get(0).path("output").asText()).contains("survived");
    assertThat(asker.asks(session)).hasSize(1);
  }

  @Test
  void anAbortClosesWhatIsAskedAndALaterTurnIsNotHeldUp() {
    String session = session(Optional.empty());
    String turn = post(session, bash("echo aborted"));
    JsonNode ask = asker.open(session);

    alice.post("/api/v1/turns/" + turn + "/abort").expect(202);
    assertThat(asker.ended(turn).path("state").asText()).isEqualTo("aborted");
    assertThat(asker.asks(session).get(0).path("state").asText()).isEqualTo("stale");
    assertThat(asker.decide(ask, "once").status()).isEqualTo(409);

    assertThat(asker.ended(post(session, "@say Still here.")).path("state").asText())
        .isEqualTo("completed");
    assertThat(asker.asks(session)).hasSize(1);
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
}
