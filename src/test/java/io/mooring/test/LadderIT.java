package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.model.ModelCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A conversation goes on: what the model really receives is what counts. */
@ExtendWith(Mooring.Shared.class)
class LadderIT {
  private static final String RECALL = "@recall";

  @Test
  void goesOnInAnotherWorktreeOfTheProject(Mooring mooring) throws Exception {
    Path project = repository(mooring.roots().resolve("tree-" + UUID.randomUUID()));
    Path worktree = project.resolveSibling(project.getFileName() + "-2");
    new Git(project).run("worktree", "add", "-q", worktree.toString());
    String word = UUID.randomUUID().toString();
    String session = sessionIn(mooring, project);
    mooring.run(session, "@say " + word);
    String before = upstream(mooring, session);

    move(mooring, session, worktree);
    JsonNode turn = mooring.run(session, RECALL);

    assertThat(turn.path("context").asText()).isEqualTo("forked");
    assertThat(turn.path("text").asText()).contains(word);
    assertThat(upstream(mooring, session)).isNotEqualTo(before);
    assertThat(workingDirectory(mooring, session)).isEqualTo(worktree.toRealPath().toString());
    assertThat(reasons(told(mooring, session, "forked"))).containsExactly("other-directory");
  }

  @Test
  void goesOnInAnotherProject(Mooring mooring) throws Exception {
    Path project = repository(mooring.roots().resolve("one-" + UUID.randomUUID()));
    Path other = Files.createDirectories(mooring.roots().resolve("plain-" + UUID.randomUUID()));
    String word = UUID.randomUUID().toString();
    String session = sessionIn(mooring, project);
    mooring.run(session, "@say " + word);

    move(mooring, session, other);
    JsonNode turn = mooring.run(session, RECALL);

    assertThat(turn.path("context").asText()).isEqualTo("forked");
    assertThat(turn.path("text").asText()).contains(word);
    assertThat(workingDirectory(mooring, session)).isEqualTo(other.toRealPath().toString());
    assertThat(reasons(told(mooring, session, "forked")))
        .containsExactly("other-directory", "other-project");
  }

  @Test
  void aRecreatedSessionRemembersUnlessToldNotTo(Mooring mooring) {
    String word = UUID.randomUUID().toString();
    String session = mooring.session();
    mooring.run(session, "@say " + word);
    String path = "/api/v1/sessions/" + session;

    JsonNode restored = mooring.alice().post(path + "/recreate", "{}").expect(200).json();
    JsonNode remembers = mooring.run(session, RECALL);
    JsonNode fresh =
        mooring
            .alice()
            .post(path + "/recreate", Http.object().put("context", "fresh"))
            .expect(200)
            .json();
    JsonNode forgot = mooring.run(session, RECALL);

    assertThat(restored.path("context").asText()).isEqualTo("restored");
    assertThat(remembers.path("text").asText()).contains(word);
    assertThat(fresh.path("context").asText()).isEqualTo("fresh");
    assertThat(forgot.path("text").asText()).doesNotContain(word);
  }

  @Test
  void aNewSessionResumesAConversation(Mooring mooring) {
    String word = UUID.randomUUID().toString();
    String first = mooring.session();
    mooring.run(first, "@say " + word);
    String cursor = mooring.alice().get("/api/v1/sessions/" + first).at("resumeCursor");

    String second =
        mooring
            .alice()
            .post("/api/v1/sessions", Http.object().put("resumeCursor", cursor))
            .expect(201)
            .at("id");

    assertThat(mooring.run(second, RECALL).path("text").asText()).contains(word);
    assertThat(
            mooring
                .server()
                .as("bob")
                .post("/api/v1/sessions", Http.object().put("resumeCursor", cursor))
                .expect(422)
                .at("code"))
        .isEqualTo("bad-cursor");
  }

  @Test
  void sessionsAreToldWhenNothingIsLeft(Mooring mooring) {
    String session = mooring.session();
    String lost = upstream(mooring, session);

    Outage.loseDatabase(mooring.server());
    JsonNode opened =
        mooring.alice().post("/api/v1/sessions/" + session + "/recreate", "{}").expect(200).json();

    assertThat(opened.path("context").asText()).isEqualTo("fresh");
    JsonNode told =
        told(mooring, session, "fresh", frame -> frame.path("replaced").asText().equals(lost));
    assertThat(reasons(told)).contains("upstream-not-found", "no-history");
  }

  @Test
  void aServerWithoutACommandLineIsToldWhatWasSaid() {
    String word = UUID.randomUUID().toString();
    try (AgentServer upstream = AgentServer.start("ladder-agent");
        MooringServer server = MooringServer.start("ladder-external", upstream.settings())) {
      Http alice = server.as("alice").with("Prefer", "wait=60");
      String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
      alice.post(Mooring.turns(session), Mooring.prompt("@say " + word)).expect(200);

      String context =
          alice.post("/api/v1/sessions/" + session + "/recreate", "{}").expect(200).at("context");
      String asked = UUID.randomUUID().toString();
      alice.post(Mooring.turns(session), Mooring.prompt("@say " + asked)).expect(200);

      assertThat(context).isEqualTo("restored");
      List<ModelCall> calls =
          upstream.model().callsContaining(asked).stream().filter(call -> !call.title()).toList();
      assertThat(calls).hasSize(1);
      assertThat(calls.get(0).messages().toString())
          .contains("User: @say " + word)
          .contains("Assistant: " + word);
    }
  }

  private static Path repository(Path directory) throws Exception {
    Files.createDirectories(directory);
    Git git = new Git(directory);
    git.run("init", "-q");
    Files.writeString(directory.resolve("name.txt"), directory.toString());
    git.run("add", ".");
    git.run("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first");
    return directory;
  }

  private static String sessionIn(Mooring mooring, Path directory) {
    return mooring
        .alice()
        .post("/api/v1/sessions", Http.object().put("workdir", directory.toString()))
        .expect(201)
        .at("id");
  }

  private static void move(Mooring mooring, String session, Path directory) {
    mooring
        .alice()
        .patch("/api/v1/sessions/" + session, Http.object().put("workdir", directory.toString()))
        .expect(200);
  }

  private static String upstream(Mooring mooring, String session) {
    return mooring
        .alice()
        .post("/api/v1/sessions/" + session + "/ensure")
        .expect(200)
        .at("upstreamSessionId");
  }

  /** Where the agent's commands run. */
  private static String workingDirectory(Mooring mooring, String session) {
    JsonNode turn =
        mooring.run(
            session,
            "@tools [{\"name\":\"bash\",\"args\":{\"command\":\"pwd\",\"description\":\"p\"}}]");
    return turn.at("/tools/0/output").asText().strip();
  }

  private static JsonNode told(Mooring mooring, String session, String context) {
    return told(mooring, session, context, frame -> true);
  }

  private static JsonNode told(
      Mooring mooring,
      String session,
      String context,
      java.util.function.Predicate<JsonNode> like) {
    try (FeedClient feed = FeedClient.watchAfter(mooring.server(), "alice", session, "0")) {
      return feed.await(
          "session.context",
          frame -> frame.path("context").asText().equals(context) && like.test(frame));
    }
  }

  private static List<String> reasons(JsonNode told) {
    return told.path("reason").findValuesAsText("code");
  }
}
