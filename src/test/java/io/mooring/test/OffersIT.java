package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may be asked for, and what must never be seen. */
class OffersIT {
  private static final String KEY = "scripted-key-never-to-be-shown";

  @Test
  void showsModelsAndAgentsAndNeverAKey() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort(), "known");
        MooringServer server = MooringServer.start("offers", Mooring.external(upstream))) {
      Http alice = server.as("alice");
      String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");

      for (String query : List.of("", "?sessionId=" + session)) {
        Http.Answer models = alice.get("/api/v1/models" + query).expect(200);
        Http.Answer agents = alice.get("/api/v1/agents" + query).expect(200);
        assertThat(models.json().path("items").findValuesAsText("modelId"))
            .containsExactly("echo", "other");
        assertThat(agents.json().path("items").findValuesAsText("name"))
            .containsExactly("build", "plan");
        assertThat(models.text() + agents.text()).doesNotContain(KEY).doesNotContain("apiKey");
      }
      alice.get("/api/v1/models?sessionId=ses_none").expect(404);
      server.as("bob").get("/api/v1/agents?sessionId=" + session).expect(404);

      JsonNode wrong = Http.parse("{\"providerId\":\"scripted\",\"modelId\":\"none\"}");
      var body = Mooring.prompt("hello");
      body.set("model", wrong);
      Http.Answer refused = alice.post(Mooring.turns(session), body).expect(422);
      assertThat(refused.at("code")).isEqualTo("unknown-model");
      assertThat(refused.text()).doesNotContain(KEY);
      body = Mooring.prompt("hello").put("agent", "none");
      refused = alice.post(Mooring.turns(session), body).expect(422);
      assertThat(refused.at("code")).isEqualTo("unknown-agent");
      assertThat(refused.at("field")).isEqualTo("agent");
      assertThat(alice.get(Mooring.turns(session)).expect(200).json().path("items")).isEmpty();
      refused = alice.post("/api/v1/sessions", "{\"agent\":\"none\"}").expect(422);
      assertThat(refused.at("code")).isEqualTo("unknown-agent");
      alice.post("/api/v1/sessions", "{\"agent\":\"plan\"}").expect(201);
      assertThat(server.log()).doesNotContain(KEY);
    }
  }
}
