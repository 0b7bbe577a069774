package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real agent asks, and Mooring or the agent dies before it is told what was decided. */
class ApprovalCrashIT {
  private static final Path ROOTS = Installed.newDirectory("approval-crash-roots");
  private static final Duration SETTLED = Patience.of(Duration.ofMinutes(1));
  private static AgentServer agent;
  private static MooringServer server;

  @BeforeAll
  static void start() {
    agent = AgentServer.asking("approval-crash-agent");
    Map<String, String> settings = new HashMap<>(agent.settings());
    settings.put("MOORING_SESSION_ROOTS", ROOTS.toString());
    server = MooringServer.startCrashable("approval-crash", settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    agent.close();
    Installed.delete(ROOTS);
  }

  private final Http alice = server.as("alice");
  private final Asker asker = new Asker(alice);

  /** Written down and not told; told and not written down that it was. */
  @ParameterizedTest
  @ValueSource(strings = {"approval.decided", "approval.told"})
  void aDecisionIsToldOnceThoughMooringDies(String point) throws IOException {
    Path workdir = Files.createTempDirectory(ROOTS, "w");
    String session = session(workdir);
    String turn = post(session, "echo ran >> ran.txt");
    JsonNode ask = asker.open(session);
    server.crashAt(Map.of(session, point), SETTLED);
    CompletableFuture<Void> deciding =
        CompletableFuture.runAsync(
            () -> {
              try {
                asker.decide(ask, "once");
              } catch (AssertionError killed) {
                assertThat(killed).hasMessageContaining("no answer");
              }
            });

    assertThat(server.awaitCrash()).containsExactly(session);
    deciding.join();
    server.startAgain();

    JsonNode done = asker.ended(turn);
    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("completed");
    assertThat(Files.readAllLines(workdir.resolve("ran.txt"))).containsExactly("ran");
    assertThat(asker.asks(session)).hasSize(1);
    JsonNode settled = asker.asks(session).get(0);
    assertThat(settled.path("state").asText()).isEqualTo("sent");
    assertThat(settled.path("decision").asText()).isEqualTo("once");
    assertThat(settled.path("by").asText()).isEqualTo("alice");
    assertThat(asker.decide(ask, "once").at("code")).isEqualTo("already-decided");
    assertThat(told(session, turn, "approval.requested")).isEqualTo(1);
    assertThat(told(session, turn, "approval.decided")).isEqualTo(1);
  }

  @Test
  void whatAnAgentThatDiedHadAskedIsAskedNoMore() throws IOException {
    Path workdir = Files.createTempDirectory(ROOTS, "w");
    String session = session(workdir);
    String turn = post(session, "echo ran >> ran.txt");
    JsonNode ask = asker.open(session);

    agent.restart();

    JsonNode ended = asker.ended(turn);
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("interrupted");
    assertThat(asker.asks(session).get(0).path("state").asText()).isEqualTo("stale");
    assertThat(asker.decide(ask, "once").at("code")).isEqualTo("already-decided");
    assertThat(told(session, turn, "approval.decided")).isEqualTo(1);
    assertThat(alice.get("/api/v1/approvals").expect(200).json().path("items")).isEmpty();

    String next = post(session, "echo again >> ran.txt");
    asker.decide(asker.open(session), "once").expect(200);
    assertThat(asker.ended(next).path("state").asText()).isEqualTo("completed");
    assertThat(Files.readAllLines(workdir.resolve("ran.txt"))).containsExactly("again");
  }

  private String session(Path workdir) {
    var body = Http.object().put("workdir", workdir.toString()).put("title", "Asks");
    return alice.post("/api/v1/sessions", body).expect(201).at("id");
  }

  private String post(String session, String command) {
    ObjectNode step = Http.object().put("name", "bash");
    step.putObject("args").put("command", command).put("description", "Writes a line");
    String prompt = "@tools " + Http.object().putArray("steps").add(step);
    return alice.post(Mooring.turns(session), Mooring.prompt(prompt)).expect(202).at("id");
  }

  /** How often the feed has told it. */
  private int told(String session, String turn, String type) {
    try (FeedClient feed = FeedClient.watchAfter(server, "alice", session, "0")) {
      feed.awaitEnd(turn);
      return feed.frames(type).size();
    }
  }
}
