package io.mooring.impostor.upstream;

import static io.mooring.impostor.upstream.UpstreamClient.DIRECTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.upstream.UpstreamClient.Events;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UpstreamControlsTest {
  private final ScriptedUpstream upstream = ScriptedUpstream.start(0);
  private final UpstreamClient client = new UpstreamClient(upstream.baseUri());
  private final UpstreamControls controls = upstream.controls();

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void countsTheCallsOfItsRoutes() throws Exception {
    client.createSession();
    client.get("/session");
    client.get("/_impostor/state");

    assertThat(upstream.controls().state().requests()).isEqualTo(2);
  }

  @Test
  void replaysWithTheRecordedGaps() throws Exception {
    String session = client.createSession().path("id").asText();
    controls.speed(0.2);
    long start = System.nanoTime();

    client.prompt(session, "@replay x_slow");
    client.awaitIdle(session);

    assertThat(System.nanoTime() - start).isGreaterThan(150_000_000L);
  }

  @Test
  void ignoresAbortsWhileToldTo() throws Exception {
    String session = client.createSession().path("id").asText();
    controls.ignoreAborts(true);
    client.prompt(session, "@replay e1_abort_text");

    client.send("POST", "/session/" + session + "/abort", "");
    assertThat(controls.state().running()).isOne();
    controls.ignoreAborts(false);
    client.send("POST", "/session/" + session + "/abort", "");

    await().until(() -> controls.state().running() == 0);
  }

  @Test
  void cutsStreams() throws Exception {
    Events first = client.events("/global/event");
    controls.cutStreams();
    await().until(first.ended()::isCompletedExceptionally);

    Events second = client.events("/event?directory=" + DIRECTORY);
    controls.cutStreamsAfter(2);
    for (int i = 0; i < 3; i++) {
      client.createSession();
    }
    await().until(second.ended()::isCompletedExceptionally);

    assertThat(second.of("session.created")).hasSize(2);
    await().until(() -> controls.state().streams() == 0);
  }

  @Test
  void delaysEventsAndSendsHeartbeats() throws Exception {
    controls.heartbeatEvery(Duration.ofMillis(20));
    Events events = client.events("/global/event");
    events.awaitType("server.heartbeat", 2);
    controls.delayEvents(Duration.ofMillis(100));
    long start = System.nanoTime();

    client.createSession();
    events.awaitType("session.created", 1);

    assertThat(System.nanoTime() - start).isGreaterThan(95_000_000L);
  }

  @Test
  void stallsStreams() throws Exception {
    Events events = client.events("/global/event");
    controls.stallStreams(true);
    String session = client.createSession().path("id").asText();
    client.prompt(session, "hello");
    client.awaitIdle(session);

    assertThat(events.of("session.created")).isEmpty();
    controls.stallStreams(false);
    events.awaitType("session.idle", 1);
  }

  @Test
  void reordersOnlyWhatTheWireAllows() throws Exception {
    List<String> usual = told(OptionalLong.empty());
    List<String> mixed = told(OptionalLong.of(7));

    assertThat(mixed).isNotEqualTo(usual).containsExactlyInAnyOrderElementsOf(usual);
    assertThat(mixed)
        .filteredOn(event -> event.startsWith("child"))
        .isEqualTo(usual.stream().filter(event -> event.startsWith("child")).toList());
  }

  /** The events of one turn with a subagent, without ids. */
  private List<String> told(OptionalLong seed) throws Exception {
    controls.reorder(seed);
    String session = client.createSession().path("id").asText();
    Events events = client.events("/global/event");
    client.prompt(session, "@replay k_subagent");
    client.awaitIdle(session);
    int recorded = new Transcripts().find("k_subagent", 1).orElseThrow().events().size();
    await().until(() -> ofSessions(events).size() == recorded + 2);
    return ofSessions(events).stream()
        .map(event -> who(event, session) + " " + event.path("type").asText())
        .toList();
  }

  private static List<JsonNode> ofSessions(Events events) {
    return events.payloads().stream()
        .filter(event -> event.path("properties").has("sessionID"))
        .toList();
  }

  private static String who(JsonNode event, String session) {
    return event.at("/properties/sessionID").asText().equals(session) ? "root" : "child";
  }

  @Test
  void answersTheNextCallsWithFaults() throws Exception {
    controls.answerNext("POST /session", new Fault.Status(503), 2);
    controls.answerNext("POST /session", new Fault.Html(), 1);
    controls.answerNext("POST /session", new Fault.WithoutId(), 1);
    controls.answerNext("POST /session", new Fault.Swallow(), 1);

    assertThat(client.post("/session", Json.object()).statusCode()).isEqualTo(503);
    assertThat(client.post("/session", Json.object()).statusCode()).isEqualTo(503);
    assertThat(client.post("/session", Json.object()).body()).startsWith("<!doctype html>");
    assertThat(client.post("/session", Json.object()).body()).isEqualTo("{}");
    assertThat(client.post("/session", Json.object()).statusCode()).isEqualTo(204);
    assertThat(controls.state().sessionsCreated()).isZero();
    assertThat(client.post("/session", Json.object()).body()).contains("ses_");
    assertThatThrownBy(() -> controls.answerNext("GET /nope", new Fault.Html(), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void losesTheAnswerOfWhatItDid() {
    controls.answerNext("POST /session", new Fault.LostAnswer(), 1);
    assertThatThrownBy(() -> client.post("/session", Json.object()))
        .isInstanceOf(IOException.class);
    assertThat(controls.state().sessionsCreated()).isEqualTo(1);

    controls.answerNext("POST /session", new Fault.Cut(), 1);
    assertThatThrownBy(() -> client.post("/session", Json.object()))
        .isInstanceOf(IOException.class);
    assertThat(controls.state().sessionsCreated()).isEqualTo(1);
  }

  @Test
  void diesInMidTurn() throws Exception {
    String session = client.createSession().path("id").asText();
    Events events = client.events("/global/event");
    client.prompt(session, "@replay e2_abort_bash");
    await()
        .until(() -> events.types().stream().filter("message.part.updated"::equals).count() >= 7);

    controls.killMidTurn();

    await().until(events.ended()::isCompletedExceptionally);
    assertThat(client.get("/session/status?directory=" + DIRECTORY)).isEmpty();
    JsonNode last = client.lastMessage(session);
    assertThat(last.at("/info/time/completed").isMissingNode()).isTrue();
    assertThat(last.path("info").has("error")).isFalse();
    assertThat(last.findParents("callID").get(0).at("/state/status").asText()).isEqualTo("running");
  }

  @Test
  void runsAgainWhatWasBegunAndNeverFinished() throws Exception {
    String session = client.createSession().path("id").asText();
    String path = "/session/" + session + "/prompt_async";
    var prompt =
        UpstreamClient.promptWithIds(
            "msg_1fbd38743001aaaaaaaaaaaaaa",
            "prt_1fbd38743001aaaaaaaaaaaaaa",
            "@replay e1_abort_text");
    Events events = client.events("/global/event");
    client.post(path, prompt);
    events.awaitType("message.part.delta", 5);
    controls.killMidTurn();

    client.post(path, prompt);

    assertThat(controls.state().runs()).isEqualTo(2);
  }

  @Test
  void obeysOverHttp() throws Exception {
    Events events = client.events("/global/event");
    JsonNode fault = Json.parse("{\"route\":\"GET /agent\",\"fault\":\"status\",\"status\":500}");

    assertThat(client.post("/_impostor/faults", fault).statusCode()).isEqualTo(204);
    assertThat(client.post("/_impostor/speed", Json.parse("{\"factor\":0}")).statusCode())
        .isEqualTo(204);
    assertThat(client.post("/_impostor/cut", Json.object()).statusCode()).isEqualTo(204);
    assertThat(client.post("/_impostor/nonsense", Json.object()).statusCode()).isEqualTo(404);

    assertThat(client.send("GET", "/agent", "").statusCode()).isEqualTo(500);
    await().until(events.ended()::isCompletedExceptionally);
    client.createSession();
    JsonNode state = client.get("/_impostor/state");
    assertThat(state.path("sessionsCreated").asInt()).isEqualTo(1);
    assertThat(state.path("sessions")).hasSize(1);
  }
}
