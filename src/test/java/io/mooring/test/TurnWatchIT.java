package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.upstream.Fault;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a turn may take, with limits of seconds, and how many may wait. */
class TurnWatchIT {
  private static final String PROMPT = "POST /session/{id}/prompt_async";
  private static ScriptedUpstream upstream;
  private static MooringServer server;

  @BeforeAll
  static void start() {
    upstream = ScriptedUpstream.start(Installed.freePort(), "known");
    Map<String, String> settings = new HashMap<>(Mooring.external(upstream));
    settings.put("MOORING_TURN_FIRST_EVENT", "PT6S");
    settings.put("MOORING_TURN_SILENCE", "PT5S");
    settings.put("MOORING_TURN_TOOL_SILENCE", "PT7S");
    settings.put("MOORING_TURN_DECISION", "PT6S");
    settings.put("MOORING_TURN_WHOLE", "PT20S");
    settings.put("MOORING_TURN_MAX_QUEUED", "2");
    server = MooringServer.start("watch", settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    upstream.close();
  }

  private final Http alice = server.as("alice");

  @Test
  void eachLimitEndsItsTurnWithWhatWasThereAndTheNextOneRuns() {
    String silent = post(session(), "@replay e1_abort_text");
    String tool = post(session(), "@replay e2_abort_bash");
    String person = post(session(), "@replay d_permission");
    String endless = post(session(), "@burst 100000 20");

    JsonNode silence = requireTimedOut(silent, "silence");
    assertThat(silence.path("text").asText()).isNotEmpty();
    JsonNode ran = requireTimedOut(tool, "tool-silence");
    assertThat(ran.path("tools").path(0).path("tool").asText()).isEqualTo("bash");
    requireTimedOut(person, "decision");
    assertThat(took(silence)).isLessThan(took(requireTimedOut(endless, "whole")));

    for (String turn : new String[] {silent, tool, person, endless}) {
      String session = read(turn).path("sessionId").asText();
      assertThat(ended(post(session, "@replay a_text")).path("state").asText())
          .isEqualTo("completed");
    }
  }

  private static Duration took(JsonNode turn) {
    return Duration.between(
        java.time.Instant.parse(turn.path("startedAt").asText()),
        java.time.Instant.parse(turn.path("endedAt").asText()));
  }

  @Test
  void aPromptThatNeverArrivedIsSentOnceMoreAndNoMore() {
    upstream.controls().answerNext(PROMPT, new Fault.Swallow(), 1);
    String lost = opened();
    int before = upstream.controls().state().runs();

    JsonNode done = ended(post(lost, "@replay a_text"));

    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("completed");
    assertThat(upstream.controls().state().runs()).isEqualTo(before + 1);

    upstream.controls().answerNext(PROMPT, new Fault.Swallow(), 2);
    String gone = opened();
    int asked = upstream.controls().state().prompts();
    requireTimedOut(post(gone, "@replay a_text"), "first-event");
    assertThat(upstream.controls().state().prompts())
        .as("the third was never sent")
        .isEqualTo(asked);
    assertThat(ended(post(gone, "@replay a_text")).path("state").asText()).isEqualTo("completed");
  }

  @Test
  void moreThanMayWaitInASessionAreRefusedUntilOneGoes() {
    String session = session();
    String running = post(session, "@burst 100000 20");
    Awaitility.await().until(() -> read(running).path("state").asText().equals("running"));
    String first = post(session, "@replay a_text");
    String second = post(session, "@replay a_text");

    Http.Answer refused =
        alice.post(Mooring.turns(session), Mooring.prompt("@replay a_text")).expect(429);

    assertThat(refused.at("code")).isEqualTo("queue-full");
    assertThat(refused.header("Retry-After")).isNotEmpty();
    assertThat(read(first).path("position").asInt()).isEqualTo(1);
    assertThat(read(second).path("position").asInt()).isEqualTo(2);
    alice.post("/api/v1/turns/" + first + "/abort").expect(202);
    String third = post(session, "@replay a_text");
    alice.post("/api/v1/turns/" + running + "/abort").expect(202);
    assertThat(ended(first).path("state").asText()).isEqualTo("aborted");
    assertThat(ended(second).path("state").asText()).isEqualTo("completed");
    assertThat(ended(third).path("state").asText()).isEqualTo("completed");
  }

  private JsonNode requireTimedOut(String turn, String code) {
    JsonNode ended = ended(turn);
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("timed-out");
    assertThat(ended.at("/error/code").asText()).isEqualTo(code);
    return ended;
  }

  private String session() {
    return alice.post("/api/v1/sessions", "{\"title\": \"Watched\"}").expect(201).at("id");
  }

  private String opened() {
    String session = session();
    alice.post("/api/v1/sessions/" + session + "/ensure").expect(200);
    return session;
  }

  private String post(String session, String prompt) {
    return alice.post(Mooring.turns(session), Mooring.prompt(prompt)).expect(202).at("id");
  }

  private JsonNode read(String turn) {
    return alice.get("/api/v1/turns/" + turn).expect(200).json();
  }

  private JsonNode ended(String turn) {
    return Awaitility.await("the end of " + turn)
        .atMost(Patience.of(Duration.ofMinutes(1)))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> read(turn), read -> read.has("endedAt"));
  }
}
