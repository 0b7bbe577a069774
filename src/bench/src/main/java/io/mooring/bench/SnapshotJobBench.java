package io.mooring.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mooring.client.MooringClient;
import io.mooring.client.NewSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Runs of the job snapshot-sessions, each over small idle sessions that have no snapshot yet. */
final class SnapshotJobBench {
  private static final int SESSIONS = 100;
  private static final int FILES = 10;
  private static final int FILE_BYTES = 2_000;
  private static final int RUNS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOG_IN =
      "Basic " + Base64.getEncoder().encodeToString("bench:bench".getBytes(StandardCharsets.UTF_8));

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI api;
  private final MooringClient mooring;

  SnapshotJobBench(MooringServer server) {
    api = server.uri().resolve("/api/v1/");
    mooring = server.client();
  }

  void run(Report report) throws IOException, InterruptedException {
    report.section(
        "s. The job snapshot-sessions, %d idle sessions of %d files of %d bytes a run"
            .formatted(SESSIONS, FILES, FILE_BYTES));
    for (int run = 0; run < RUNS; run++) {
      for (int i = 0; i < SESSIONS; i++) {
        fill(mooring.sessions().create(NewSession.of("job-" + run + "-" + i)).id());
      }
      JsonNode ended = job();
      double seconds =
          Duration.between(at(ended, "startedAt"), at(ended, "endedAt")).toMillis() / 1e3;
      report.note(
          "Run %d%s: %d sessions in %.1f s, %.1f sessions a second; %d failed.",
          run + 1,
          run == 0 ? ", which only warms up" : "",
          ended.at("/counts/written").asInt(),
          seconds,
          ended.at("/counts/written").asInt() / seconds,
          ended.at("/counts/failed").asInt());
    }
  }

  private void fill(String session) throws IOException, InterruptedException {
    Path workdir = Path.of(get("sessions/" + session).path("workdir").asText());
    for (int i = 0; i < FILES; i++) {
      Files.writeString(workdir.resolve("file-" + i), (session + i).repeat(FILE_BYTES / 30));
    }
  }

  private JsonNode job() throws IOException, InterruptedException {
    JsonNode run =
        send(
            request("jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\": \"snapshot-sessions\"}")));
    long begun = System.nanoTime();
    while (!run.has("endedAt")) {
      if (System.nanoTime() - begun > LIMIT.toNanos()) {
        throw new IOException("the job did not end: " + run);
      }
      TimeUnit.MILLISECONDS.sleep(200);
      run = get("jobs/" + run.path("id").asText());
    }
    return run;
  }

  private static Instant at(JsonNode run, String field) {
    return Instant.parse(run.path(field).asText());
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(api.resolve(path)).header("Authorization", LOG_IN);
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
