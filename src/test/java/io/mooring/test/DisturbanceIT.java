package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever befalls opencode, the model goes on with what was said, or the session says why not. */
@ExtendWith(Mooring.Shared.class)
class DisturbanceIT {
  @Test
  void goesOnAfterItsServerWasKilled(Mooring mooring) {
    String word = nonce();
    String session = mooring.session();
    mooring.run(session, "@say " + word);
    String before = upstream(mooring, session);

    Outage.kill(mooring.server());
    Outage.awaitReturn(mooring.server());
    JsonNode turn = mooring.run(session, "@recall");

    assertThat(turn.path("state").asText()).as(turn.toString()).isEqualTo("completed");
    assertThat(turn.path("context").asText()).isEqualTo("existing");
    assertThat(turn.path("text").asText()).isEqualTo("@say " + word);
    assertThat(upstream(mooring, session)).isEqualTo(before);
  }

  /** One loss for both: each outage makes the wait for the next start longer. */
  @Test
  void isRestoredFromItsExportInOrderWithToolsAndSubagents(Mooring mooring) throws IOException {
    Path workdir = Files.createTempDirectory(mooring.roots(), "tools-");
    String first = nonce();
    String second = nonce();
    String inside = nonce();
    double exported = Outage.exports(mooring.server());
    String said = mooring.session();
    mooring.run(said, "@say " + first);
    mooring.run(said, "@say " + second);
    String worked = sessionIn(mooring, workdir);
    mooring.run(worked, work(workdir, inside));
    Outage.awaitExports(mooring.server(), exported + 3);
    String lost = upstream(mooring, said);

    Outage.loseDatabase(mooring.server());

    assertRestoredInOrder(mooring, said, first, second);
    assertThat(reasons(mooring, said, lost)).contains("upstream-not-found");
    assertRestoredWithTools(mooring, worked, inside);
    assertThat(Upstream.of(mooring.server()).sessions(workdir.toRealPath().toString()))
        .as("the session and its subagent's")
        .hasSize(2);
  }

  private static void assertRestoredInOrder(
      Mooring mooring, String session, String first, String second) {
    String asked = nonce();
    JsonNode turn = mooring.run(session, "@say " + asked);

    assertThat(turn.path("context").asText()).as(turn.toString()).isEqualTo("restored");
    assertThat(Told.with(mooring.model(), asked).story())
        .containsExactly(
            "user: @say " + first,
            "assistant: " + first,
            "user: @say " + second,
            "assistant: " + second,
            "user: @say " + asked);
    assertThat(texts(messages(mooring, session)))
        .containsExactly("@say " + first, first, "@say " + second, second, "@say " + asked, asked);
  }

  private static void assertRestoredWithTools(Mooring mooring, String session, String inside) {
    String asked = nonce();
    JsonNode turn = mooring.run(session, "@say " + asked);

    assertThat(turn.path("context").asText()).as(turn.toString()).isEqualTo("restored");
    Told told = Told.with(mooring.model(), asked);
    assertThat(told.tools()).containsExactly("write", "bash", "task");
    assertThat(told.openCalls()).isEmpty();
    assertThat(told.story()).anyMatch(line -> line.startsWith("tool: one"));
    assertThat(told.story()).anyMatch(line -> line.startsWith("tool:") && line.contains(inside));
    assertThat(told.story()).endsWith("assistant: All done.", "user: @say " + asked);
  }

  @Test
  void remembersWithAnotherModelAndAnotherAgent(Mooring mooring) {
    String word = nonce();
    String asked = nonce();
    String session = mooring.session();
    mooring.run(session, "@say " + word);
    String before = upstream(mooring, session);
    JsonNode offered =
        mooring.alice().get("/api/v1/sessions/" + session).expect(200).json().path("model");
    ObjectNode other = Http.object();
    other.putObject("model").put("providerId", "scripted").put("modelId", "other");

    mooring.alice().patch("/api/v1/sessions/" + session, other).expect(200);
    JsonNode changed = mooring.run(session, "@say " + asked);
    mooring
        .alice()
        .patch("/api/v1/sessions/" + session, Http.object().put("agent", "plan"))
        .expect(200);
    JsonNode planned = mooring.run(session, "@recall");

    assertThat(changed.path("context").asText()).as(offered.toString()).isEqualTo("existing");
    assertThat(mooring.model().callsContaining(asked))
        .extracting(call -> call.model())
        .containsOnly("other");
    assertThat(Told.with(mooring.model(), asked).story())
        .startsWith("user: @say " + word, "assistant: " + word);
    assertThat(planned.path("context").asText()).isEqualTo("existing");
    assertThat(planned.path("text").asText()).contains(word, asked);
    assertThat(upstream(mooring, session)).isEqualTo(before);
  }

  @Test
  void closesWhatAKillLeftOpenAndKeepsItsText(Mooring mooring) throws IOException {
    Path workdir = Files.createTempDirectory(mooring.roots(), "killed-");
    String word = nonce();
    String broken = nonce();
    String working = sessionIn(mooring, workdir);
    String talking = mooring.session();
    mooring.run(working, "@say " + word);
    mooring.run(talking, "@say " + word);
    String work = mooring.post(working, broken + " @tools " + steps(bash("touch begun; sleep 60")));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(workdir.resolve("begun")));
    String streamed;
    String talk;
    try (FeedClient feed = FeedClient.watch(mooring.server(), "alice", talking)) {
      feed.await("hello");
      talk = mooring.post(talking, broken + " @slow 1000 50");
      feed.await("text.delta", frame -> frame.path("offset").asInt() > 60);
      Outage.kill(mooring.server());
      feed.awaitEnd(talk);
      streamed = feed.text().strip();
    }
    Outage.awaitReturn(mooring.server());

    assertThat(assertInterrupted(mooring, working, work)).isEqualTo("Step 1.");
    assertThat(assertInterrupted(mooring, talking, talk)).isEqualTo(streamed);
    List<JsonNode> said = messages(mooring, talking);
    assertThat(said.get(said.size() - 1).path("text").asText().strip()).isEqualTo(streamed);
    assertGoesOn(mooring, working, word, broken);
    assertGoesOn(mooring, talking, word, broken);
  }

  private static String assertInterrupted(Mooring mooring, String session, String turn) {
    JsonNode ended = mooring.awaitEnd(turn);
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("interrupted");
    assertThat(ended.path("error").path("code").asText()).isEqualTo("interrupted");
    assertThat(status(mooring, session)).isEqualTo("crashed");
    assertClosed(messages(mooring, session));
    return ended.path("text").asText().strip();
  }

  private static void assertGoesOn(Mooring mooring, String session, String word, String broken) {
    String asked = nonce();
    JsonNode next = mooring.run(session, "@say " + asked);
    assertThat(next.path("state").asText()).as(next.toString()).isEqualTo("completed");
    assertThat(next.path("context").asText()).isEqualTo("existing");
    Told told = Told.with(mooring.model(), asked);
    assertThat(told.openCalls()).isEmpty();
    assertThat(told.story()).startsWith("user: @say " + word, "assistant: " + word);
    assertThat(told.story()).anyMatch(line -> line.contains(broken));
    assertThat(told.story()).endsWith("user: @say " + asked);
    assertThat(status(mooring, session)).isEqualTo("idle");
    assertClosed(messages(mooring, session));
  }

  /** A prompt that writes a file, shows it and asks a subagent. */
  static String work(Path workdir, String inside) {
    ObjectNode write = Http.object().put("name", "write");
    write
        .putObject("args")
        .put("filePath", workdir.resolve("note.txt").toString())
        .put("content", "one\n");
    ObjectNode task = Http.object().put("name", "task");
    task.putObject("args")
        .put("description", "Asks a helper")
        .put("prompt", "@say " + inside)
        .put("subagent_type", "general");
    return "@tools " + steps(write, bash("cat note.txt"), task);
  }

  private static ObjectNode bash(String command) {
    ObjectNode bash = Http.object().put("name", "bash");
    bash.putObject("args").put("command", command).put("description", "Runs");
    return bash;
  }

  private static String steps(ObjectNode... steps) {
    ArrayNode all = Http.object().putArray("steps");
    List.of(steps).forEach(all::add);
    return all.toString();
  }

  private static void assertClosed(List<JsonNode> messages) {
    for (JsonNode message : messages) {
      for (JsonNode part : message.path("parts")) {
        assertThat(part.toString())
            .doesNotContain("\"status\":\"running\"")
            .doesNotContain("\"status\":\"pending\"");
      }
    }
  }

  private static String nonce() {
    return UUID.randomUUID().toString();
  }

  private static String sessionIn(Mooring mooring, Path directory) {
    return mooring
        .alice()
        .post(
            "/api/v1/sessions",
            Http.object().put("workdir", directory.toString()).put("title", "A test"))
        .expect(201)
        .at("id");
  }

  private static String status(Mooring mooring, String session) {
    return mooring.alice().get("/api/v1/sessions/" + session).expect(200).at("status");
  }

  private static String upstream(Mooring mooring, String session) {
    return mooring
        .alice()
        .post("/api/v1/sessions/" + session + "/ensure")
        .expect(200)
        .at("upstreamSessionId");
  }

  private static List<JsonNode> messages(Mooring mooring, String session) {
    List<JsonNode> items = new ArrayList<>();
    mooring
        .alice()
        .get("/api/v1/sessions/" + session + "/messages?limit=200")
        .expect(200)
        .json()
        .path("items")
        .forEach(items::add);
    return items;
  }

  private static List<String> texts(List<JsonNode> messages) {
    return messages.stream().map(message -> message.path("text").asText()).toList();
  }

  /** Why the session has another upstream session than this one. */
  private static List<String> reasons(Mooring mooring, String session, String lost) {
    try (FeedClient feed = FeedClient.watchAfter(mooring.server(), "alice", session, "0")) {
      return feed.await("session.context", frame -> frame.path("replaced").asText().equals(lost))
          .path("reason")
          .findValuesAsText("code");
    }
  }
}
