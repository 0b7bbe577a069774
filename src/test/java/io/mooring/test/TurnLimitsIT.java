package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.model.ScriptedModel;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A turn that goes on without a word, with the real opencode and a limit of seconds. */
class TurnLimitsIT {
  @Test
  void aSilentTurnTimesOutAndTheNextOneRuns() {
    try (ScriptedModel model = ScriptedModel.start(Installed.freePort());
        MooringServer server = MooringServer.start("limits", shortLimits(model))) {
      Http alice = server.as("alice");
      String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");

      JsonNode silent = run(alice, session, "@hang");

      assertThat(silent.path("state").asText()).isEqualTo("timed-out");
      assertThat(silent.path("error").path("code").asText()).isEqualTo("silence");
      assertThat(run(alice, session, "@say Still here.").path("text").asText())
          .isEqualTo("Still here.");
      assertThat(server.as("alice").get("/metrics").text())
          .contains("mooring_turns_ended_total{")
          .contains("state=\"timed_out\"")
          .contains("mooring_upstream_calls_seconds")
          .contains("call=\"promptAsync\"")
          .contains("mooring_turn_leases")
          .contains("mooring_turns_queued");
    }
  }

  private static Map<String, String> shortLimits(ScriptedModel model) {
    Map<String, String> settings =
        new HashMap<>(Mooring.withModel(model, Installed.newDirectory("limits-roots")));
    settings.put("MOORING_TURN_SILENCE", "PT6S");
    return settings;
  }

  private static JsonNode run(Http alice, String session, String prompt) {
    return alice
        .with("Prefer", "wait=60")
        .post(Mooring.turns(session), Mooring.prompt(prompt))
        .expect(200)
        .json();
  }
}
