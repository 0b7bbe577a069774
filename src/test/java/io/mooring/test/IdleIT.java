package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.model.ScriptedModel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a session costs in which nothing happens, and what its next turn makes of that. */
class IdleIT {
  private static final Duration SETTLED = Duration.ofSeconds(60);

  @Test
  void holdsNothingOfAnIdleSessionAndComesBackWithTheNextCall() {
    try (ScriptedModel model = ScriptedModel.start(Installed.freePort());
        MooringServer server = MooringServer.start("idle", shortIdleTimes(model))) {
      Http alice = server.as("alice");
      String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
      String word = UUID.randomUUID().toString();
      String next = UUID.randomUUID().toString();
      JsonNode first = run(alice, session, "remember " + word);
      assertThat(server.opencodeProcesses()).isNotEmpty();

      awaitRest(server);
      try (FeedClient feed = FeedClient.watch(server, "alice", session)) {
        feed.await("hello"); // whoever is not there yet misses what is not kept
        JsonNode second = run(alice, session, "repeat it, " + next);

        assertThat(second.path("state").asText()).isEqualTo("completed");
        assertThat(second.path("context").asText()).isEqualTo("existing");
        feed.await("progress", frame -> frame.path("stage").asText().equals("starting"));
        feed.awaitEnd(second.path("id").asText());
      }

      assertThat(first.path("state").asText()).isEqualTo("completed");
      assertThat(model.callsContaining(next))
          .as("what the model was told with the second prompt")
          .anyMatch(call -> call.messages().toString().contains(word));
      awaitRest(server);
    }
  }

  private static Map<String, String> shortIdleTimes(ScriptedModel model) {
    Map<String, String> settings =
        new HashMap<>(Mooring.withModel(model, Installed.newDirectory("idle-roots")));
    settings.put("MOORING_HOST_IDLE_TIMEOUT", "PT3S");
    settings.put("MOORING_SESSION_IDLE_TIMEOUT", "PT3S");
    settings.put("MOORING_SESSION_FRESH", "PT1S");
    return settings;
  }

  private static void awaitRest(MooringServer server) {
    Awaitility.await()
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              assertThat(server.opencodeProcesses()).isEmpty();
              assertThat(metric(server, "mooring_sessions_remembered")).isZero();
              assertThat(metric(server, "mooring_turns_running")).isZero();
              assertThat(server.as("alice").get("/health/ready").expect(200).json().toString())
                  .contains("RESTING")
                  .doesNotContain("degraded");
            });
  }

  private static double metric(MooringServer server, String name) {
    return Http.at(server.uri())
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static JsonNode run(Http alice, String session, String prompt) {
    return alice
        .with("Prefer", "wait=60")
        .post(Mooring.turns(session), Mooring.prompt(prompt))
        .expect(200)
        .json();
  }
}
