package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Batch jobs as an administrator has them, by the API of the installed server. */
class JobsIT {
  private static final String JOBS = "/api/v1/jobs";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Set<String> ENDED = Set.of("completed", "failed", "stopped");

  private static ScriptedUpstream upstream;
  private static MooringServer server;

  @BeforeAll
  static void start() {
    upstream = ScriptedUpstream.start(Installed.freePort());
    Map<String, String> settings = new HashMap<>(Mooring.external(upstream));
    settings.put("MOORING_SNAPSHOT_SNAPSHOT_SESSIONS_SCHEDULE", "off");
    server = MooringServer.start("jobs", settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    upstream.close();
  }

  private static Http adam() {
    return server.as("adam");
  }

  private static String body(String name, String parameters) {
    return "{\"name\": \"%s\", \"parameters\": %s}".formatted(name, parameters);
  }

  private static JsonNode ended(String id) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> ENDED.contains(adam().get(JOBS + "/" + id).expect(200).at("state")));
    return adam().get(JOBS + "/" + id).json();
  }

  @Test
  void anAdministratorStartsAJobAndSeesWhatCameOfIt() {
    Http.Answer started =
        adam().post(JOBS, body("sweep-orphans", "{\"dryRun\": true}")).expect(202);

    assertThat(started.header("Location")).endsWith(JOBS + "/" + started.at("id"));
    assertThat(started.at("startedBy")).isEqualTo("adam");
    JsonNode run = ended(started.at("id"));
    assertThat(run.path("state").asText()).isEqualTo("completed");
    assertThat(run.path("changesData").asBoolean(true)).isFalse();
    assertThat(run.path("exitStatus").asText()).startsWith("report: orphans=0");
    assertThat(run.at("/report/dryRun").asBoolean()).isTrue();
    assertThat(run.at("/actions/0/action").asText()).isEqualTo("start");
    assertThat(run.at("/actions/0/by").asText()).isEqualTo("adam");
    assertThat(server.as("audrey").get(JOBS + "?name=sweep-orphans&state=completed").text())
        .contains(started.at("id"));
    assertThat(Http.at(server.uri()).get("/metrics").text())
        .containsPattern(
            "mooring_jobs_ended_total\\{[^}]*job=\"sweep-orphans\"[^}]*result=\"completed\"[^}]*}"
                + " [1-9]");
  }

  @Test
  void theSameRequestIsNotDoneTwice() {
    Http once = adam().with("Idempotency-Key", UUID.randomUUID().toString());
    String body = body("forget-job-runs", "{}");

    String first = once.post(JOBS, body).expect(202).at("id");
    ended(first);
    String second = once.post(JOBS, body).expect(202).at("id");

    assertThat(second).isEqualTo(first);
  }

  @Test
  void refusesWhatIsWrongAndWhoeverMayNot() {
    assertThat(adam().post(JOBS, body("no-such-job", "{}")).expect(422).at("code"))
        .isEqualTo("unknown-job");
    assertThat(adam().post(JOBS, body("sweep-orphans", "{\"dry\": true}")).expect(422).at("code"))
        .isEqualTo("unknown-job-parameter");
    assertThat(adam().post(JOBS, body("sweep-orphans", "{\"dryRun\": 7}")).expect(422).at("field"))
        .isEqualTo("parameters.dryRun");
    assertThat(adam().post(JOBS, "{\"job\": \"sweep-orphans\"}").expect(422).at("code"))
        .isEqualTo("unknown-field");
    assertThat(adam().get(JOBS + "?state=dreaming").expect(422).at("field")).isEqualTo("state");
    assertThat(adam().get(JOBS + "/job_none").expect(404).at("code")).isEqualTo("job-not-found");
    for (String user : List.of("alice", "audrey")) {
      server.as(user).post(JOBS, body("forget-job-runs", "{}")).expect(403);
    }
    server.as("alice").get(JOBS).expect(403);
  }

  @Test
  void theAuditHasWhoStartedAJobForThoseWhoMaySee() {
    String id = adam().post(JOBS, body("forget-audit", "{}")).expect(202).at("id");
    ended(id);

    JsonNode deeds =
        server.as("audrey").get("/api/v1/audit?action=job.started&target=" + id).expect(200).json();

    assertThat(deeds.path("items")).hasSize(1);
    assertThat(deeds.at("/items/0/user").asText()).isEqualTo("adam");
    assertThat(deeds.at("/items/0/facts/job").asText()).isEqualTo("forget-audit");
    server.as("alice").get("/api/v1/audit").expect(403);
    assertThat(adam().get("/api/v1/audit?action=dreamt").expect(422).at("field"))
        .isEqualTo("action");
    assertThat(adam().get("/api/v1/audit?cursor=forged").expect(422).at("code"))
        .isEqualTo("bad-cursor");
  }

  @Test
  void anEndedRunCannotBeStoppedAndACompletedOneDoesNotGoOn() {
    String id = adam().post(JOBS, body("forget-idempotency-keys", "{}")).expect(202).at("id");
    ended(id);

    assertThat(adam().post(JOBS + "/" + id + "/stop").expect(409).at("code"))
        .isEqualTo("job-ended");
    assertThat(adam().post(JOBS + "/" + id + "/restart").expect(409).at("code"))
        .isEqualTo("job-not-restartable");
  }

  @Test
  void aSessionThatCannotBeCapturedIsToldOfAndKeepsNoOtherFromItsSnapshot() throws IOException {
    String broken = session();
    Files.delete(workdir(broken));
    String whole = session();

    JsonNode run = ended(adam().post(JOBS, body("snapshot-sessions", "{}")).expect(202).at("id"));

    assertThat(run.path("state").asText()).isEqualTo("completed");
    assertThat(run.at("/counts/failed").asInt()).isPositive();
    assertThat(run.path("failures").findValuesAsText("item")).contains(broken);
    assertThat(run.path("failures").findValuesAsText("code")).contains("snapshot-failed");
    assertThat(snapshots(whole)).isEqualTo(1);
    assertThat(snapshots(broken)).isZero();
    server.as("alice").delete("/api/v1/sessions/" + broken + "?discard=true").expect(204);
  }

  /** Each session's snapshots are counted by what its feed tells, which is kept. */
  @Test
  void aKilledServerGoesOnWithItsJobAndTakesNoSnapshotTwice() throws IOException {
    List<String> sessions = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String id = session();
      sessions.add(id);
      for (int file = 0; file < 10; file++) {
        Files.writeString(workdir(id).resolve("file-" + file), id + file);
      }
    }
    String run = adam().post(JOBS, body("snapshot-sessions", "{}")).expect(202).at("id");
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> adam().get(JOBS + "/" + run).json().at("/counts/written").asInt() >= 8);
    server.kill9();

    server.startAgain();
    JsonNode ended = ended(run);

    assertThat(ended.path("state").asText()).isEqualTo("completed");
    assertThat(ended.path("takeovers").asInt()).isEqualTo(1);
    assertThat(ended.path("actions").findValuesAsText("action"))
        .containsExactly("start", "take-over");
    assertThat(sessions).allSatisfy(id -> assertThat(snapshots(id)).isEqualTo(1));
    // Those of before the last checkpoint are not even looked at again.
    assertThat(ended.at("/counts/skipped").asInt()).isLessThanOrEqualTo(8);
  }

  @Test
  void snapshotsAreCheckedAndPruned() throws IOException {
    String session = session();
    Files.writeString(workdir(session).resolve("a-file"), session);
    ended(adam().post(JOBS, body("snapshot-sessions", "{}")).expect(202).at("id"));

    JsonNode checked =
        ended(adam().post(JOBS, body("verify-snapshots", "{}")).expect(202).at("id"));
    assertThat(checked.path("state").asText()).isEqualTo("completed");
    assertThat(checked.at("/counts/written").asInt()).isPositive();
    assertThat(checked.at("/counts/failed").asInt()).isZero();

    JsonNode looked = ended(adam().post(JOBS, body("prune-snapshots", "{}")).expect(202).at("id"));
    assertThat(looked.path("changesData").asBoolean(true)).isFalse();
    assertThat(looked.at("/report/dryRun").asBoolean()).isTrue();
    JsonNode pruned =
        ended(
            adam().post(JOBS, body("prune-snapshots", "{\"dryRun\": false}")).expect(202).at("id"));
    assertThat(pruned.path("state").asText()).isEqualTo("completed");
    assertThat(pruned.at("/counts/read").asInt()).isPositive();
    assertThat(pruned.path("exitStatus").asText()).startsWith("unneeded=");
    assertThat(snapshots(session)).isEqualTo(1);
  }

  private static String session() {
    return server.as("alice").post("/api/v1/sessions", "{}").expect(201).at("id");
  }

  private static Path workdir(String session) {
    return Path.of(server.as("alice").get("/api/v1/sessions/" + session).at("workdir"));
  }

  private static int snapshots(String session) {
    try (FeedClient feed = FeedClient.watchAfter(server, "alice", session, "0")) {
      long head = feed.await("hello").path("seq").asLong();
      await().atMost(PATIENCE).until(() -> feed.durable().size() == head);
      return feed.frames("snapshot.created").size();
    }
  }
}
