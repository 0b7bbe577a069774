package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.model.ScriptedModel;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What was streamed of a turn that breaks off is told alike by the turn, the feed and the messages.
 */
class BrokenOffIT {
  private static ScriptedModel model;
  private static MooringServer server;

  @BeforeAll
  static void start() {
    model = ScriptedModel.start(Installed.freePort());
    Map<String, String> settings =
        new HashMap<>(Mooring.withModel(model, Installed.newDirectory("broken-off-roots")));
    settings.put("MOORING_TURN_DRAIN", "PT1S");
    server = MooringServer.start("broken-off", settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    model.close();
  }

  private final Http alice = server.as("alice");
  private final String session =
      alice.post("/api/v1/sessions", "{\"title\": \"Broken off\"}").expect(201).at("id");

  @Test
  void whenSomebodyAbortsIt() {
    String turn = streaming();

    alice.post("/api/v1/turns/" + turn + "/abort").expect(202);

    requireToldAlike(turn, "aborted");
  }

  @Test
  void whenTheAgentIsKilled() {
    String turn = streaming();

    Outage.kill(server);

    requireToldAlike(turn, "interrupted");
  }

  @Test
  void whenMooringIsKilled() {
    String turn = streaming();

    server.kill9();
    server.startAgain();

    requireToldAlike(turn, "interrupted");
  }

  @Test
  void whenMooringStops() {
    String turn = streaming();

    server.stop();
    server.startAgain();

    requireToldAlike(turn, "interrupted");
  }

  /** A turn of which a viewer has seen a second's text or more. */
  private String streaming() {
    try (FeedClient feed = FeedClient.watch(server, "alice", session)) {
      feed.await("hello");
      String turn =
          alice.post(Mooring.turns(session), Mooring.prompt("@slow 2000 50")).expect(202).at("id");
      feed.await("text.delta", frame -> frame.path("offset").asInt() > 200);
      return turn;
    }
  }

  private void requireToldAlike(String turn, String state) {
    JsonNode ended =
        Awaitility.await("the end of " + turn)
            .atMost(Patience.of(Duration.ofSeconds(60)))
            .pollInterval(Duration.ofMillis(200))
            .until(
                () -> alice.get("/api/v1/turns/" + turn).expect(200).json(),
                read -> read.has("endedAt"));
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo(state);
    String text = ended.path("text").asText();
    assertThat(text).startsWith("w0 w1 w2 ");
    assertThat(completed(turn)).containsExactly(text);
    List<JsonNode> messages = messages();
    assertThat(messages)
        .extracting(m -> m.path("role").asText())
        .containsExactly("user", "assistant");
    assertThat(messages.get(1).path("text").asText()).isEqualTo(text);
  }

  /** The texts that the feed has told as whole, in the order of their parts. */
  private List<String> completed(String turn) {
    try (FeedClient feed = FeedClient.watchAfter(server, "alice", session, "0")) {
      feed.awaitEnd(turn);
      Map<String, String> texts = new LinkedHashMap<>();
      for (JsonNode frame : feed.frames("text.completed")) {
        texts.put(frame.path("partId").asText(), frame.path("text").asText());
      }
      return List.copyOf(texts.values());
    }
  }

  private List<JsonNode> messages() {
    JsonNode items =
        alice.get("/api/v1/sessions/" + session + "/messages").expect(200).json().path("items");
    return StreamSupport.stream(items.spliterator(), false).toList();
  }
}
