package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.model.ScriptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A history of turns, of which any point comes back: the files, and what was said by then. */
class RestoreIT {
  private static final int POINTS = 4;

  /** One moment of the history. */
  private record Point(String word, Map<String, String> files, String snapshot) {}

  @Test
  void anyPointOfAHistoryComesBackAndACrashLosesNone() throws IOException {
    Path roots = Installed.newDirectory("restore-roots");
    Path workdir = Files.createDirectory(roots.resolve("work"));
    try (ScriptedModel model = ScriptedModel.start(Installed.freePort());
        MooringServer server =
            MooringServer.startCrashable("restore", Mooring.withModel(model, roots))) {
      Http alice = server.as("alice");
      String session =
          alice
              .post("/api/v1/sessions", Http.object().put("workdir", workdir.toString()))
              .expect(201)
              .at("id");
      List<Point> history = new ArrayList<>();
      for (int i = 0; i < POINTS; i++) {
        history.add(go(alice, session, workdir, i));
      }

      comesBack(alice, model, session, workdir, history, 1);
      comesBack(alice, model, session, workdir, history, 3);
      comesBack(alice, model, session, workdir, history, 0);
      intoANewSession(alice, model, history.get(2), history);
      diesBetweenTheRenames(server, session, workdir, history.get(1));
    }
    Installed.delete(roots);
  }

  /** What a commit would have changed, a turn, a snapshot. */
  private static Point go(Http alice, String session, Path workdir, int number) throws IOException {
    Files.createDirectories(workdir.resolve("src"));
    Files.writeString(workdir.resolve("src/main.txt"), "version " + number);
    Files.writeString(workdir.resolve("added-" + number), "added");
    Files.deleteIfExists(workdir.resolve("added-" + (number - 2)));
    String word = UUID.randomUUID().toString();
    run(alice, session, "@say " + word);
    Map<String, String> files = files(workdir);
    JsonNode taken =
        alice
            .with("Prefer", "wait=60")
            .post("/api/v1/sessions/" + session + "/snapshots", "{}")
            .expect(201)
            .json();
    return new Point(word, files, taken.path("id").asText());
  }

  private static void comesBack(
      Http alice,
      ScriptedModel model,
      String session,
      Path workdir,
      List<Point> history,
      int number)
      throws IOException {
    Point point = history.get(number);

    JsonNode restore =
        alice
            .with("Prefer", "wait=90")
            .post("/api/v1/snapshots/" + point.snapshot() + "/restore", "{}")
            .expect(200)
            .json();

    assertThat(restore.path("state").asText()).isEqualTo("done");
    Map<String, String> now = files(workdir);
    assertThat(now.remove("resume.log"))
        .matches("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\\n)+");
    assertThat(now).isEqualTo(point.files());
    String asked = UUID.randomUUID().toString();
    run(alice, session, "@say " + asked);
    assertThat(Told.with(model, asked).story())
        .containsExactlyElementsOf(story(history, number, asked));
  }

  /** What the agent knows: what was said by then, and the new question. */
  private static List<String> story(List<Point> history, int number, String asked) {
    List<String> story = new ArrayList<>();
    for (Point said : history.subList(0, number + 1)) {
      story.add("user: @say " + said.word());
      story.add("assistant: " + said.word());
    }
    story.add("user: @say " + asked);
    return story;
  }

  private static void intoANewSession(
      Http alice, ScriptedModel model, Point point, List<Point> history) throws IOException {
    String key = UUID.randomUUID().toString();
    String path = "/api/v1/snapshots/" + point.snapshot() + "/restore";
    JsonNode restore =
        alice
            .with("Prefer", "wait=90")
            .post(path, Http.object().put("into", key))
            .expect(200)
            .json();
    String made = restore.path("sessionId").asText();

    JsonNode session = alice.get("/api/v1/sessions/" + made).expect(200).json();
    assertThat(session.path("key").asText()).isEqualTo(key);
    Map<String, String> now = files(Path.of(session.path("workdir").asText()));
    now.remove("resume.log");
    assertThat(now).isEqualTo(point.files());
    String asked = UUID.randomUUID().toString();
    run(alice, made, "@say " + asked);
    assertThat(Told.with(model, asked).story())
        .containsExactlyElementsOf(story(history, history.indexOf(point), asked));
    assertThat(alice.post(path, Http.object().put("into", key)).expect(409).at("code"))
        .isEqualTo("key-taken");
  }

  private static void diesBetweenTheRenames(
      MooringServer server, String session, Path workdir, Point point) throws IOException {
    server.crashAt(Map.of(session, "restore.move-old-away"), Duration.ofSeconds(30));
    String id =
        server
            .as("alice")
            .post("/api/v1/snapshots/" + point.snapshot() + "/restore", "{}")
            .expect(202)
            .at("id");
    assertThat(server.awaitCrash()).containsExactly(session);
    assertThat(workdir).doesNotExist();

    server.startAgain();

    Http alice = server.as("alice");
    Awaitility.await("the restore goes on")
        .atMost(Duration.ofSeconds(60))
        .until(() -> alice.get("/api/v1/restores/" + id).expect(200).json().has("endedAt"));
    assertThat(alice.get("/api/v1/restores/" + id).at("state")).isEqualTo("done");
    Map<String, String> now = files(workdir);
    now.remove("resume.log");
    assertThat(now).isEqualTo(point.files());
    Awaitility.await("nothing is left beside it")
        .atMost(Duration.ofSeconds(30))
        .until(() -> files(workdir.getParent()).keySet().stream().allMatch(RestoreIT::isOurs));
  }

  private static boolean isOurs(String name) {
    return name.startsWith("work/");
  }

  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        files.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  private static void run(Http alice, String session, String prompt) {
    alice
        .with("Prefer", "wait=60")
        .post(Mooring.turns(session), Mooring.prompt(prompt))
        .expect(200);
  }
}
