package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.model.ScriptedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A real repository's history, gone through by the agent turn by turn, of which any point comes
 * back: the files, what git says of them, and what was said by then.
 */
class RestoreIT {
  /** The first commits of this project, of which each is a turn. */
  private static final int POINTS = 6;

  /** Where opencode keeps the id of the project that a repository is to it. */
  private static final String PROJECT = ".git/opencode";

  /** One moment of the history. */
  private record Point(
      String word, String prompt, String commit, Map<String, String> files, String snapshot) {}

  @Test
  void anyPointOfAHistoryComesBackAndACrashLosesNone() throws IOException {
    Path roots = Installed.newDirectory("restore-roots");
    Path workdir = roots.resolve("work");
    List<String> commits = repository(roots, workdir);
    try (ScriptedModel model = ScriptedModel.start(Installed.freePort());
        MooringServer server = MooringServer.startCrashable("restore", settings(model, roots))) {
      Http alice = server.as("alice");
      String session =
          alice
              .post("/api/v1/sessions", Http.object().put("workdir", workdir.toString()))
              .expect(201)
              .at("id");
      List<Point> history = new ArrayList<>();
      for (String commit : commits) {
        history.add(go(alice, session, workdir, commit));
      }

      comesBack(alice, model, session, workdir, history, 1);
      comesBack(alice, model, session, workdir, history, 5);
      comesBack(alice, model, session, workdir, history, 0);
      intoANewSession(alice, model, history.get(3), history);
      diesBetweenTheRenames(server, session, workdir, history.get(4));
    }
    Installed.delete(roots);
  }

  /** Every point is kept. */
  private static Map<String, String> settings(ScriptedModel model, Path roots) {
    Map<String, String> settings = new TreeMap<>(Mooring.withModel(model, roots));
    settings.put("MOORING_SNAPSHOT_KEEP_LAST", "100");
    return settings;
  }

  /** Clones the repository, with nothing checked out yet, and answers its commits in order. */
  private static List<String> repository(Path roots, Path workdir) throws IOException {
    Path bundle = roots.resolve("history.bundle");
    try (InputStream history = RestoreIT.class.getResourceAsStream("/history.bundle")) {
      Files.copy(Objects.requireNonNull(history), bundle);
    }
    new Git(roots).run("clone", "-q", "--no-checkout", bundle.toString(), workdir.toString());
    Files.delete(bundle);
    String commits = new Git(workdir).run("log", "--reverse", "--format=%H", "--all");
    return commits.lines().limit(POINTS).toList();
  }

  /** The agent does what a commit did, and the session is saved. */
  private static Point go(Http alice, String session, Path workdir, String commit)
      throws IOException {
    String word = UUID.randomUUID().toString();
    ObjectNode call = Http.object().put("name", "bash");
    call.putObject("args").put("command", "git checkout -q " + commit).put("description", word);
    String prompt = "@tools [" + call + "]";
    run(alice, session, prompt);
    assertThat(new Git(workdir).run("rev-parse", "HEAD")).isEqualTo(commit);
    Map<String, String> files = files(workdir);
    JsonNode taken =
        alice
            .with("Prefer", "wait=60")
            .post("/api/v1/sessions/" + session + "/snapshots", "{}")
            .expect(201)
            .json();
    return new Point(word, prompt, commit, files, taken.path("id").asText());
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
    assertThat(Files.readString(workdir.resolve("resume.log")))
        .matches("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\\n)+");
    isBack(workdir, point);
    knows(alice, model, session, history, number);
  }

  private static void isBack(Path workdir, Point point) throws IOException {
    Map<String, String> now = files(workdir);
    now.remove("resume.log");
    assertThat(now).isEqualTo(point.files());
    Git git = new Git(workdir);
    assertThat(git.run("rev-parse", "HEAD")).isEqualTo(point.commit());
    assertThat(git.run("status", "--porcelain")).isEqualTo("?? resume.log");
    git.run("fsck", "--strict");
  }

  /** The agent knows what was said by then and nothing of what came later, and says so. */
  private static void knows(
      Http alice, ScriptedModel model, String session, List<Point> history, int number) {
    String asked = UUID.randomUUID().toString();

    JsonNode turn = run(alice, session, "@recall " + asked);

    List<String> prompts =
        Told.with(model, asked).story().stream().filter(line -> line.startsWith("user: ")).toList();
    List<Point> known = history.subList(0, number + 1);
    List<String> wanted = new ArrayList<>();
    known.forEach(point -> wanted.add("user: " + point.prompt()));
    wanted.add("user: @recall " + asked);
    assertThat(prompts).containsExactlyElementsOf(wanted);
    String answer = turn.path("text").asText();
    assertThat(answer).contains(known.stream().map(Point::word).toList());
    history
        .subList(number + 1, history.size())
        .forEach(later -> assertThat(answer).doesNotContain(later.word()));
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
    isBack(Path.of(session.path("workdir").asText()), point);
    knows(alice, model, made, history, history.indexOf(point));
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
    isBack(workdir, point);
    Awaitility.await("nothing is left beside it")
        .atMost(Duration.ofSeconds(30))
        .until(() -> files(workdir.getParent()).keySet().stream().allMatch(RestoreIT::isOurs));
  }

  private static boolean isOurs(String name) {
    return name.startsWith("work/");
  }

  /** Each file's bytes as characters, without what opencode notes down for itself at any time. */
  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        files.put(
            root.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    files.remove(PROJECT);
    return files;
  }

  private static JsonNode run(Http alice, String session, String prompt) {
    return alice
        .with("Prefer", "wait=60")
        .post(Mooring.turns(session), Mooring.prompt(prompt))
        .expect(200)
        .json();
  }
}
