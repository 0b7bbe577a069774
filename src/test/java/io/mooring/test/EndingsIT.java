package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.model.ScriptedModel;
import io.mooring.impostor.upstream.Fault;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How sessions end: what stays, what goes upstream, and what two that share a workdir see. */
@ExtendWith(Mooring.Shared.class)
class EndingsIT {
  private static final Duration LATER = Duration.ofSeconds(90);

  @Test
  void twoSessionsInOneDirectoryKeepTheirFeedsApart(Mooring mooring) throws IOException {
    Path shared = Files.createTempDirectory(mooring.roots(), "shared-");
    String first = sessionIn(mooring, shared);
    String second = sessionIn(mooring, shared);
    try (FeedClient firsts = FeedClient.watchAfter(mooring.server(), "alice", first, "0");
        FeedClient seconds = FeedClient.watchAfter(mooring.server(), "alice", second, "0")) {
      String a = mooring.post(first, writes(shared, "first.txt"));
      String b = mooring.post(second, writes(shared, "second.txt"));
      JsonNode endA = firsts.awaitEnd(a);
      JsonNode endB = seconds.awaitEnd(b);

      assertThat(endA.path("state").asText()).isEqualTo("completed");
      assertThat(endB.path("state").asText()).isEqualTo("completed");
      assertThat(overlap(mooring.turn(a), mooring.turn(b))).isTrue();
      assertOwn(firsts, first, a, "first.txt", "second.txt");
      assertOwn(seconds, second, b, "second.txt", "first.txt");
    }
    assertThat(mooring.alice().delete(path(first)).status()).isEqualTo(204);
    assertThat(mooring.run(second, "@say Still here.").path("state").asText())
        .isEqualTo("completed");
    assertThat(shared.resolve("first.txt")).exists();
  }

  private static boolean overlap(JsonNode a, JsonNode b) {
    return a.path("startedAt").asText().compareTo(b.path("endedAt").asText()) < 0
        && b.path("startedAt").asText().compareTo(a.path("endedAt").asText()) < 0;
  }

  private static void assertOwn(
      FeedClient feed, String session, String turn, String own, String others) {
    assertThat(feed.frames())
        .allSatisfy(frame -> assertThat(frame.toString()).doesNotContain(others))
        .filteredOn(frame -> frame.has("turnId"))
        .allSatisfy(frame -> assertThat(frame.path("turnId").asText()).isEqualTo(turn));
    assertThat(feed.frames())
        .filteredOn(frame -> frame.has("sessionId"))
        .allSatisfy(frame -> assertThat(frame.path("sessionId").asText()).isEqualTo(session));
    assertThat(feed.frames("tool.updated")).anyMatch(frame -> frame.toString().contains(own));
  }

  @Test
  void theAbortReachesASubagentAndTheDeletionTakesItAway() throws IOException {
    String nonce = UUID.randomUUID().toString();
    try (ScriptedModel model = ScriptedModel.start(Installed.freePort());
        MooringServer server =
            MooringServer.start(
                "endings", Mooring.withModel(model, Installed.newDirectory("endings-roots")))) {
      Http alice = server.as("alice");
      String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
      String turn =
          alice
              .post(Mooring.turns(session), Mooring.prompt(delegates("@slow 2000 50 " + nonce)))
              .expect(202)
              .at("id");
      String child =
          Awaitility.await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> child(alice, turn), Optional::isPresent)
              .orElseThrow();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !model.callsContaining(nonce).isEmpty());
      Upstream upstream = Upstream.of(server);
      String parent = alice.get(path(session)).at("upstreamSessionId");
      assertThat(upstream.sessions(alice.get(path(session)).at("workdir"))).contains(parent, child);

      alice.post("/api/v1/turns/" + turn + "/abort").expect(202);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(alice.get("/api/v1/turns/" + turn).at("state")).isEqualTo("aborted"));
      assertThat(upstream.busy(alice.get(path(session)).at("workdir"))).isEmpty();

      String workdir = alice.get(path(session)).at("workdir");
      alice.delete(path(session)).expect(204);
      assertThat(upstream.sessions(workdir)).isEmpty();
    }
  }

  private static Optional<String> child(Http alice, String turn) {
    String id =
        alice
            .get("/api/v1/turns/" + turn)
            .json()
            .path("tools")
            .path(0)
            .path("childSessionId")
            .asText();
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  @Test
  void aDeletionThatAKillCutInTwoIsFinishedAfterwards() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort(), "known");
        MooringServer server = MooringServer.start("endings-kill", Mooring.external(upstream))) {
      Http alice = server.as("alice");
      String session = alice.post("/api/v1/sessions", "{\"key\": \"chat\"}").expect(201).at("id");
      alice.post(path(session) + "/ensure").expect(200);
      upstream.controls().answerNext("POST /session/{id}/abort", new Fault.NoAnswer(), 1);
      Thread deleting =
          new Thread(
              () -> {
                try {
                  alice.delete(path(session));
                } catch (AssertionError killed) {
                  assertThat(killed).hasMessageContaining("no answer");
                }
              });
      deleting.start();
      Awaitility.await().until(() -> alice.get(path(session)).status() == 404);
      assertThat(upstream.sessions()).hasSize(1);

      server.kill9();
      server.startAgain();

      assertThat(alice.get(path(session)).status()).isEqualTo(404);
      assertThat(alice.post("/api/v1/sessions", "{\"key\": \"chat\"}").status()).isEqualTo(201);
      Awaitility.await()
          .atMost(LATER)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(upstream.sessions()).isEmpty());
    }
  }

  @Test
  void anOwnedWorkdirWithUnsavedWorkIsKeptFromBeingForgotten(Mooring mooring) {
    String session = mooring.session();
    mooring.run(session, "@say Nothing to save.");
    assertThat(mooring.alice().delete(path(session)).status()).isEqualTo(204);

    String busy = mooring.session();
    Path workdir = Path.of(mooring.alice().get(path(busy)).at("workdir"));
    mooring.run(busy, writes(workdir, "note.txt"));
    Http.Answer refused = mooring.alice().delete(path(busy)).expect(409);

    assertThat(refused.at("code")).isEqualTo("workdir-dirty");
    assertThat(refused.json().at("/report/uncommitted/0").asText()).isEqualTo("note.txt");
    assertThat(refused.json().at("/report/counts/uncommitted").asInt()).isEqualTo(1);
    assertThat(refused.text()).doesNotContain(mooring.server().data().toString());
    assertThat(mooring.alice().get(path(busy)).status()).isEqualTo(200);
    assertThat(mooring.alice().delete(path(busy) + "?discard=true").status()).isEqualTo(204);
    assertThat(workdir).doesNotExist(); // it is in a snapshot
    assertThat(mooring.alice().get(path(busy)).status()).isEqualTo(404);
  }

  @Test
  void aKeyIsEndedWithAllItsSessions(Mooring mooring) {
    String key = UUID.randomUUID().toString();
    Http alice = mooring.alice();
    for (String agent : List.of("build", "plan")) {
      alice.post("/api/v1/sessions", Http.object().put("key", key).put("agent", agent)).expect(201);
    }

    assertThat(alice.delete("/api/v1/sessions").status()).isEqualTo(422);
    assertThat(mooring.server().as("bob").delete("/api/v1/sessions?key=" + key).status())
        .isEqualTo(404);
    assertThat(alice.delete("/api/v1/sessions?key=" + key).status()).isEqualTo(204);

    assertThat(alice.get("/api/v1/sessions?key=" + key).json().path("items")).isEmpty();
    assertThat(alice.delete("/api/v1/sessions?key=" + key).at("code"))
        .isEqualTo("session-not-found");
  }

  private static String path(String session) {
    return "/api/v1/sessions/" + session;
  }

  private static String sessionIn(Mooring mooring, Path workdir) {
    return mooring
        .alice()
        .post("/api/v1/sessions", Http.object().put("workdir", workdir.toString()))
        .expect(201)
        .at("id");
  }

  /** Writes a file, takes its time, and shows the file. */
  private static String writes(Path workdir, String name) {
    var steps = Http.object().putArray("steps");
    step(steps.addObject(), "write")
        .put("filePath", workdir.resolve(name).toString())
        .put("content", "one\n");
    step(steps.addObject(), "bash")
        .put("command", "sleep 2; cat " + name)
        .put("description", "Shows it");
    return "@tools " + steps;
  }

  private static String delegates(String prompt) {
    var steps = Http.object().putArray("steps");
    step(steps.addObject(), "task")
        .put("description", "Asks a helper")
        .put("prompt", prompt)
        .put("subagent_type", "general");
    return "@tools " + steps;
  }

  private static ObjectNode step(ObjectNode call, String name) {
    return call.put("name", name).putObject("args");
  }
}
