package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.model.ScriptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of a conversation that opencode has lost, by how Mooring keeps it. */
class KeptHistoryIT {
  private static final String KEY = "MOORING_SNAPSHOT_KEY";

  @Test
  void neverStartsAnewWhileAnExportCannotBeRead() {
    String word = UUID.randomUUID().toString();
    String asked = UUID.randomUUID().toString();
    String right = key();
    Path roots = Installed.newDirectory("key-roots");
    try (ScriptedModel model = ScriptedModel.start(Installed.freePort());
        MooringServer server = MooringServer.start("key", settings(model, roots, KEY, right))) {
      Http alice = server.as("alice");
      JsonNode session =
          alice.post("/api/v1/sessions", "{\"title\": \"A test\"}").expect(201).json();
      String path = "/api/v1/sessions/" + session.path("id").asText();
      run(alice, path, "@say " + word);
      Outage.awaitExports(server, 1);
      String stored = alice.get(path).expect(200).at("upstreamSessionId");

      server.stop();
      Outage.deleteDatabase(server);
      server.startAgain(Map.of(KEY, key()));
      Http.Answer refused = alice.post(path + "/ensure").expect(409);
      JsonNode failed = run(alice, path, "@say lost");

      assertThat(refused.at("code")).isEqualTo("snapshot-unreadable");
      assertThat(failed.path("error").path("code").asText())
          .as(failed.toString())
          .isEqualTo("snapshot-unreadable");
      assertThat(alice.get(path).at("upstreamSessionId")).isEqualTo(stored);
      assertThat(Upstream.of(server).sessions(session.path("workdir").asText())).isEmpty();

      server.stop();
      server.startAgain(Map.of(KEY, right));
      JsonNode turn = run(alice, path, "@say " + asked);

      assertThat(turn.path("context").asText()).as(turn.toString()).isEqualTo("restored");
      assertThat(Told.with(model, asked).story())
          .containsExactly("user: @say " + word, "assistant: " + word, "user: @say " + asked);
    }
    Installed.delete(roots);
  }

  @Test
  void isRestoredFromOurOwnMessagesWhereNothingIsExported() throws IOException {
    String word = UUID.randomUUID().toString();
    String inside = UUID.randomUUID().toString();
    String asked = UUID.randomUUID().toString();
    String off = "MOORING_SNAPSHOT_EXPORTS";
    Path roots = Installed.newDirectory("said-roots");
    Path workdir = Files.createDirectory(roots.resolve("work"));
    try (ScriptedModel model = ScriptedModel.start(Installed.freePort());
        MooringServer server = MooringServer.start("said", settings(model, roots, off, "off"))) {
      Http alice = server.as("alice");
      String path =
          "/api/v1/sessions/"
              + alice
                  .post("/api/v1/sessions", Http.object().put("workdir", workdir.toString()))
                  .expect(201)
                  .at("id");
      run(alice, path, "@say " + word);
      run(alice, path, DisturbanceIT.work(workdir, inside));

      Outage.loseDatabase(server);
      JsonNode turn = run(alice, path, "@say " + asked);

      assertThat(Outage.exports(server)).isZero();
      assertThat(turn.path("context").asText()).as(turn.toString()).isEqualTo("restored");
      Told told = Told.with(model, asked);
      assertThat(told.story()).startsWith("user: @say " + word, "assistant: " + word);
      assertThat(told.story()).endsWith("assistant: All done.", "user: @say " + asked);
      assertThat(told.tools()).containsExactly("write", "bash", "task");
      assertThat(told.openCalls()).isEmpty();
      assertThat(told.story()).anyMatch(line -> line.startsWith("tool:") && line.contains(inside));
    }
    Installed.delete(roots);
  }

  private static Map<String, String> settings(
      ScriptedModel model, Path roots, String name, String value) {
    Map<String, String> settings = new HashMap<>(Mooring.withModel(model, roots));
    settings.put(name, value);
    settings.put("MOORING_SESSION_FRESH", "PT0S");
    settings.remove("MOORING_SNAPSHOT_EXPORT_AFTER"); // once the session rests, as everywhere
    return settings;
  }

  private static String key() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private static JsonNode run(Http alice, String path, String prompt) {
    return alice
        .with("Prefer", "wait=60")
        .post(path + "/turns", Mooring.prompt(prompt))
        .expect(200)
        .json();
  }
}
