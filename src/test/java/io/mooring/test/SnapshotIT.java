package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Snapshots over HTTP, of what the real agent has done. */
@ExtendWith(Mooring.Shared.class)
class SnapshotIT {
  private static final String HOSTILE = "a\nSet-Cookie: b\r.txt";

  @Test
  void whatATurnHasDoneIsSavedListedAndDownloaded(Mooring mooring) throws Exception {
    Http alice = mooring.alice();
    String session = mooring.session();
    Path workdir = Path.of(alice.get(path(session)).at("workdir"));
    mooring.run(session, writes(workdir, "note.txt"));
    Files.writeString(workdir.resolve(HOSTILE), "hostile");

    Http.Answer taken =
        alice
            .with("Prefer", "wait=60")
            .with("Idempotency-Key", "once-" + session)
            .post(snapshots(session), "{\"label\": \"first\"}")
            .expect(201);

    JsonNode snapshot = taken.json();
    String id = taken.at("id");
    assertThat(taken.header("Location")).endsWith("/api/v1/snapshots/" + id);
    assertThat(snapshot.path("reason").asText()).isEqualTo("manual");
    assertThat(snapshot.path("endState").asText()).isEqualTo("done");
    assertThat(snapshot.path("consistent").asBoolean()).isTrue();
    assertThat(snapshot.path("conversation").asText()).isEqualTo("upstream");
    assertThat(snapshot.path("files").asInt()).isEqualTo(2);
    assertThat(
            alice
                .with("Idempotency-Key", "once-" + session)
                .post(snapshots(session), "{\"label\": \"first\"}")
                .expect(202)
                .at("id"))
        .isEqualTo(id);
    assertThat(alice.get(snapshots(session)).json().at("/items/0/id").asText()).isEqualTo(id);
    assertThat(alice.get(path(session)).json().at("/lastSnapshot/id").asText()).isEqualTo(id);
    Http.Answer page = alice.get("/api/v1/snapshots/" + id + "/files?limit=1").expect(200);
    assertThat(page.json().at("/items/0/path").asText()).isEqualTo(HOSTILE);
    String next = "/api/v1/snapshots/" + id + "/files?limit=1&cursor=" + page.at("next");
    assertThat(alice.get(next).json().at("/items/0/path").asText()).isEqualTo("note.txt");
    assertThat(alice.get(next).json().has("next")).isFalse();
    assertThat(archive(mooring, id))
        .containsExactlyInAnyOrderEntriesOf(Map.of(HOSTILE, "hostile", "note.txt", "one\n"));
    try (FeedClient feed = FeedClient.watchAfter(mooring.server(), "alice", session, "0")) {
      assertThat(feed.await("snapshot.created").at("/snapshot/id").asText()).isEqualTo(id);
    }
    assertThat(Http.at(mooring.server().uri()).get("/metrics").text())
        .containsPattern("mooring_snapshots_total\\{[^}]*result=\"complete\"[^}]*} [1-9]")
        .containsPattern("mooring_snapshots_taking_seconds_count\\{[^}]*\"manual\"[^}]*} [1-9]")
        .containsPattern("mooring_snapshots_running\\{[^}]*} 0");
  }

  @Test
  void whoMayNotSeeItFindsNothingAndAHeldOneStays(Mooring mooring) {
    Http alice = mooring.alice();
    String session = mooring.session();
    String id = alice.with("Prefer", "wait=60").post(snapshots(session), "{}").expect(201).at("id");
    String one = "/api/v1/snapshots/" + id;

    Http bob = mooring.server().as("bob");
    for (String hidden : new String[] {one, one + "/files", one + "/archive", snapshots(session)}) {
      assertThat(bob.get(hidden).status()).as(hidden).isEqualTo(404);
    }
    assertThat(bob.delete(one).status()).isEqualTo(404);
    assertThat(bob.post(snapshots(session), "{}").status()).isEqualTo(404);
    Http.Answer held = alice.patch(one, Http.object().put("hold", true)).expect(200);
    assertThat(alice.delete(one).expect(409).at("code")).isEqualTo("on-hold");
    assertThat(alice.with("If-Match", "\"0\"").delete(one).expect(412).at("code"))
        .isEqualTo("version-differs");
    assertThat(alice.patch(one, Http.object().put("nonsense", 1)).status()).isEqualTo(422);
    alice.patch(one, Http.object().put("hold", false)).expect(200);
    assertThat(held.header("ETag")).isNotEmpty();
    assertThat(alice.delete(one).status()).isEqualTo(204);
    assertThat(alice.get(one).status()).isEqualTo(404);
  }

  @Test
  void aSessionSaysWhatIsLeftOut(Mooring mooring) throws IOException {
    Http alice = mooring.alice();
    String session =
        alice
            .post("/api/v1/sessions", "{\"snapshots\": {\"exclude\": [\"*.iso\"]}}")
            .expect(201)
            .at("id");
    Path workdir = Path.of(alice.get(path(session)).at("workdir"));
    Files.writeString(workdir.resolve("a.iso"), "left out");

    Http.Answer taken = alice.with("Prefer", "wait=60").post(snapshots(session), "{}").expect(201);

    assertThat(taken.json().path("files").asInt()).isZero();
    assertThat(taken.json().path("endState").isNull()).isTrue();
    assertThat(taken.json().path("conversation").asText()).isEqualTo("none");
  }

  private static Map<String, String> archive(Mooring mooring, String id) throws Exception {
    Http.Answer refused = mooring.server().as("bob").get("/api/v1/snapshots/" + id + "/archive");
    assertThat(refused.status()).isEqualTo(404);
    HttpResponse<InputStream> answer =
        mooring.alice().stream("/api/v1/snapshots/" + id + "/archive");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/zstd");
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"" + id + ".tar.zst\"");
    Map<String, String> found = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ZstdInputStream(answer.body()), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        found.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  private static String path(String session) {
    return "/api/v1/sessions/" + session;
  }

  private static String snapshots(String session) {
    return path(session) + "/snapshots";
  }

  private static String writes(Path workdir, String name) {
    var steps = Http.object().putArray("steps");
    ObjectNode call = steps.addObject().put("name", "write");
    call.putObject("args")
        .put("filePath", workdir.resolve(name).toString())
        .put("content", "one\n");
    return "@tools " + steps;
  }
}
