package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the agent does with its tools, and what a person is shown of it. */
@ExtendWith(Mooring.Shared.class)
class ToolTurnIT {
  @Test
  void showsAFileWrittenReadEditedAndShown(Mooring mooring) throws IOException {
    Path workdir = Files.createTempDirectory(mooring.roots(), "tools-");
    String session = sessionIn(mooring, workdir);
    String file = workdir.resolve("note.txt").toString();

    JsonNode turn =
        mooring.run(
            session,
            tools(
                call("write", "filePath", file, "content", "one\ntwo\n"),
                call("read", "filePath", file),
                call("edit", "filePath", file, "oldString", "two", "newString", "three"),
                call("bash", "command", "cat note.txt", "description", "Shows the note")));

    assertThat(turn.path("state").asText()).isEqualTo("completed");
    assertThat(turn.path("text").asText()).endsWith("All done.");
    assertThat(Files.readString(workdir.resolve("note.txt"))).isEqualTo("one\nthree\n");
    List<JsonNode> shown = list(turn.path("tools"));
    assertThat(texts(shown, "tool")).containsExactly("write", "read", "edit", "bash");
    assertThat(texts(shown, "kind")).containsExactly("edit", "read", "edit", "command");
    assertThat(texts(shown, "status")).containsOnly("completed");
    assertThat(shown.get(1).path("label").asText()).isEqualTo("Read note.txt");
    assertThat(shown.get(2).path("diff").asText()).contains("-two").contains("+three");
    assertThat(shown.get(3).path("output").asText()).contains("three");
    assertThat(shown.get(3).path("exitCode").asInt(-1)).isZero();
  }

  @Test
  void tellsEachStepOfAToolOnTheFeed(Mooring mooring) {
    String session = mooring.session();
    try (FeedClient feed = FeedClient.watch(mooring.server(), "alice", session)) {
      feed.await("hello");

      String turn =
          mooring.post(
              session, tools(call("bash", "command", "echo hi", "description", "Says hi")));
      feed.awaitEnd(turn);

      List<String> states =
          feed.frames("tool.updated").stream()
              .map(frame -> frame.path("tool").path("status").asText())
              .toList();
      assertThat(states).containsSubsequence("running", "completed").endsWith("completed");
    }
  }

  @Test
  void takesACommandThatFailsForACompletedOne(Mooring mooring) {
    JsonNode turn =
        mooring.run(
            mooring.session(), tools(call("bash", "command", "exit 3", "description", "Fails")));

    JsonNode tool = turn.path("tools").path(0);
    assertThat(turn.path("state").asText()).isEqualTo("completed");
    assertThat(tool.path("exitCode").asInt()).isEqualTo(3);
  }

  @Test
  void showsWhyAToolFailed(Mooring mooring) throws IOException {
    Path workdir = Files.createTempDirectory(mooring.roots(), "missing-");
    String session = sessionIn(mooring, workdir);

    JsonNode turn =
        mooring.run(
            session, tools(call("read", "filePath", workdir.resolve("nowhere.txt").toString())));

    JsonNode tool = turn.path("tools").path(0);
    assertThat(turn.path("state").asText()).isEqualTo("completed");
    assertThat(tool.path("status").asText()).isEqualTo("error");
    assertThat(tool.path("error").asText()).contains("nowhere.txt");
  }

  @Test
  void showsASubagentAsATaskWithASessionOfItsOwn(Mooring mooring) {
    JsonNode turn =
        mooring.run(
            mooring.session(),
            tools(
                call(
                    "task",
                    "description",
                    "Asks a helper",
                    "prompt",
                    "@say I am the helper.",
                    "subagent_type",
                    "general")));

    JsonNode tool = turn.path("tools").path(0);
    assertThat(turn.path("state").asText()).isEqualTo("completed");
    assertThat(turn.path("text").asText()).endsWith("All done.").doesNotContain("I am the helper.");
    assertThat(turn.path("tools")).hasSize(1);
    assertThat(tool.path("kind").asText()).isEqualTo("task");
    assertThat(tool.path("childSessionId").asText()).startsWith("ses_");
    assertThat(tool.path("output").asText()).contains("I am the helper.");
  }

  @Test
  void runsTwoSessionsInTwoDirectoriesAtOnce(Mooring mooring) throws IOException {
    Path here = Files.createTempDirectory(mooring.roots(), "here-");
    Path there = Files.createTempDirectory(mooring.roots(), "there-");
    String first = sessionIn(mooring, here);
    String second = sessionIn(mooring, there);
    String prompt =
        tools(call("bash", "command", "sleep 1; pwd > where.txt", "description", "Notes where"));

    String a = mooring.post(first, prompt);
    String b = mooring.post(second, prompt);
    JsonNode turnA = mooring.awaitEnd(a);
    JsonNode turnB = mooring.awaitEnd(b);

    assertThat(turnA.path("state").asText()).isEqualTo("completed");
    assertThat(turnB.path("state").asText()).isEqualTo("completed");
    assertThat(Files.readString(here.resolve("where.txt")).strip()).isEqualTo(here.toString());
    assertThat(Files.readString(there.resolve("where.txt")).strip()).isEqualTo(there.toString());
  }

  private static String sessionIn(Mooring mooring, Path workdir) {
    return mooring
        .alice()
        .post("/api/v1/sessions", Http.object().put("workdir", workdir.toString()))
        .expect(201)
        .at("id");
  }

  private static String tools(ObjectNode... calls) {
    ArrayNode steps = Http.object().putArray("steps");
    for (ObjectNode call : calls) {
      steps.add(call);
    }
    return "@tools " + steps;
  }

  private static ObjectNode call(String name, String... arguments) {
    ObjectNode call = Http.object().put("name", name);
    ObjectNode args = call.putObject("args");
    for (int i = 0; i < arguments.length; i += 2) {
      args.put(arguments[i], arguments[i + 1]);
    }
    return call;
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    array.forEach(list::add);
    return list;
  }

  private static List<String> texts(List<JsonNode> nodes, String field) {
    return nodes.stream().map(node -> node.path(field).asText()).toList();
  }
}
