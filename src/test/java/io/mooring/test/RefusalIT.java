package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An opencode that does not tell whether it has a session is never taken for one that lost it. */
class RefusalIT {
  private static AgentServer agent;
  private static FaultyProxy proxy;
  private static MooringServer server;

  @BeforeAll
  static void start() {
    agent = AgentServer.start("refusal-agent");
    proxy = new FaultyProxy(Installed.freePort(), agent.uri());
    Map<String, String> settings = new HashMap<>(agent.settings());
    settings.put("MOORING_OPENCODE_URL", proxy.uri().toString());
    settings.put("MOORING_OPENCODE_READ_TIMEOUT", "PT2S");
    settings.put("MOORING_TURN_FIRST_EVENT", "PT20S"); // how long silence is waited out
    settings.put("MOORING_SESSION_FRESH", "PT0S");
    server = MooringServer.start("refusal", settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    proxy.close();
    agent.close();
  }

  @AfterEach
  void passes() {
    proxy.meet(FaultyProxy.Fault.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "STATUS_500,502,upstream-refused",
    "HTML,502,upstream-not-json",
    "SILENCE,504,upstream-late"
  })
  void keepsTheSessionWhateverIsAnswered(FaultyProxy.Fault fault, int status, String code) {
    String word = UUID.randomUUID().toString();
    String session = alice().post("/api/v1/sessions", "{}").expect(201).at("id");
    run(session, "@say " + word);
    String before = upstream(session);
    int made = proxy.made().size();
    int spoiled = proxy.spoiled().size();

    proxy.meet(fault);
    Http.Answer ensured = alice().post("/api/v1/sessions/" + session + "/ensure");
    JsonNode failed = run(session, "@say lost");
    proxy.meet(FaultyProxy.Fault.NONE);

    assertThat(proxy.spoiled()).hasSizeGreaterThan(spoiled);
    assertThat(ensured.status()).as(ensured.text()).isEqualTo(status);
    assertThat(ensured.at("code")).isEqualTo(code);
    assertThat(failed.path("state").asText()).as(failed.toString()).isEqualTo("failed");
    assertThat(failed.path("error").path("code").asText()).isEqualTo(code);
    assertGoesOn(session, before, word, made);
  }

  @Test
  void waitsForTheRightPassword() {
    String word = UUID.randomUUID().toString();
    String session = alice().post("/api/v1/sessions", "{}").expect(201).at("id");
    run(session, "@say " + word);
    String before = upstream(session);
    int made = proxy.made().size();

    agent.restart("another");
    JsonNode failed = run(session, "@say lost");
    Http.Answer ensured = alice().post("/api/v1/sessions/" + session + "/ensure");

    assertThat(failed.path("state").asText()).as(failed.toString()).isEqualTo("failed");
    assertThat(failed.path("error").path("code").asText()).isEqualTo("upstream-unauthorized");
    assertThat(ensured.status()).as(ensured.text()).isEqualTo(502);
    assertThat(ensured.at("code")).isEqualTo("upstream-unauthorized");
    assertThat(upstream(session)).isEqualTo(before);
    agent.restart("known");
    Awaitility.await("Mooring's return to it")
        .atMost(Duration.ofSeconds(45))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> run(session, "@say again").path("state").asText().equals("completed"));
    assertGoesOn(session, before, word, made);
  }

  private static void assertGoesOn(String session, String before, String word, int made) {
    assertThat(upstream(session)).isEqualTo(before);
    JsonNode turn = run(session, "@recall");
    assertThat(turn.path("context").asText()).as(turn.toString()).isEqualTo("existing");
    assertThat(turn.path("text").asText()).contains("@say " + word);
    assertThat(upstream(session)).isEqualTo(before);
    assertThat(proxy.made()).hasSize(made);
  }

  private static Http alice() {
    return server.as("alice");
  }

  private static JsonNode run(String session, String prompt) {
    return alice()
        .with("Prefer", "wait=60")
        .post(Mooring.turns(session), Mooring.prompt(prompt))
        .expect(200)
        .json();
  }

  /** The one that is stored: nobody looks upstream for it. */
  private static String upstream(String session) {
    return alice().get("/api/v1/sessions/" + session).expect(200).at("upstreamSessionId");
  }
}
