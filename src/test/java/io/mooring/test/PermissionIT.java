package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real agent may do under the rules that Mooring tells it. */
class PermissionIT {
  private static AgentServer agent;
  private static MooringServer server;

  @BeforeAll
  static void start() {
    agent = AgentServer.start("permission-agent");
    Map<String, String> settings = new HashMap<>(agent.settings());
    settings.put(
        "MOORING_SESSION_PERMISSIONS",
        "[{\"permission\":\"bash\",\"pattern\":\"rm *\",\"action\":\"deny\"}]");
    settings.put("MOORING_SESSION_FRESH", "PT0S");
    server = MooringServer.start("permission", settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    agent.close();
  }

  @Test
  void changedRulesHoldFromTheNextTurnOn() {
    Http alice = server.as("alice");
    String session =
        alice.post("/api/v1/sessions", rules("bash", "*", "deny")).expect(201).at("id");
    assertThat(bash(alice, session, "echo one").path("tool").asText()).isEqualTo("invalid");

    patch(alice, session, rules("bash", "echo *", "allow"));
    // What was denied by name is asked about now, and what is allowed again is not.
    assertThat(bash(alice, session, "echo two").path("status").asText()).isEqualTo("completed");

    patch(alice, session, rules("bash", "echo *", "deny"));
    JsonNode refused = bash(alice, session, "echo three");
    assertThat(refused.path("status").asText()).isEqualTo("error");
    assertThat(refused.path("error").asText()).contains("rule");
  }

  @Test
  void theListUpstreamDoesNotGrowWhileTheRulesStayTheSame() {
    Http alice = server.as("alice");
    String session =
        alice.post("/api/v1/sessions", rules("bash", "echo *", "allow")).expect(201).at("id");
    String upstream = ensure(alice, session);
    assertThat(told(upstream)).hasSize(2);

    for (int i = 0; i < 10; i++) {
      assertThat(ensure(alice, session)).isEqualTo(upstream);
    }
    assertThat(told(upstream)).hasSize(2);

    patch(alice, session, rules("edit", "*", "ask"));
    for (int i = 0; i < 5; i++) {
      ensure(alice, session);
    }
    ArrayNode told = told(upstream);
    assertThat(told).hasSize(5);
    assertThat(told.get(2)).isEqualTo(rule("bash", "echo *", "ask"));
    assertThat(told.get(3)).isEqualTo(rule("bash", "rm *", "deny"));
    assertThat(told.get(4)).isEqualTo(rule("edit", "*", "ask"));
  }

  @Test
  void theTenantsRulesHoldWhateverAUserWants() {
    Http alice = server.as("alice");
    Http.Answer refused = alice.post("/api/v1/sessions", rules("bash", "*", "allow"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("code")).isEqualTo("permission-too-broad");
    assertThat(refused.at("field")).isEqualTo("permissions[0]");

    String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
    assertThat(bash(alice, session, "rm nothing").path("status").asText()).isEqualTo("error");
    assertThat(bash(alice, session, "echo on").path("status").asText()).isEqualTo("completed");
  }

  private static ArrayNode told(String upstream) {
    return (ArrayNode) agent.api().get("/session/" + upstream).expect(200).json().get("permission");
  }

  private static String ensure(Http user, String session) {
    return user.post("/api/v1/sessions/" + session + "/ensure").expect(200).at("upstreamSessionId");
  }

  private static void patch(Http user, String session, ObjectNode rules) {
    user.patch("/api/v1/sessions/" + session, rules).expect(200);
  }

  private static ObjectNode rules(String permission, String pattern, String action) {
    ObjectNode body = Http.object();
    body.putArray("permissions").add(rule(permission, pattern, action));
    return body;
  }

  private static ObjectNode rule(String permission, String pattern, String action) {
    return Http.object()
        .put("permission", permission)
        .put("pattern", pattern)
        .put("action", action);
  }

  /** The one tool call of a turn that is told to run a command. */
  private static JsonNode bash(Http user, String session, String command) {
    JsonNode turn =
        user.with("Prefer", "wait=60")
            .post(
                Mooring.turns(session),
                Mooring.prompt(
                    "@tools [{\"name\":\"bash\",\"args\":{\"command\":\""
                        + command
                        + "\",\"description\":\"x\"}}]"))
            .expect(200)
            .json();
    assertThat(turn.path("tools")).hasSize(1);
    return turn.path("tools").get(0);
  }
}
