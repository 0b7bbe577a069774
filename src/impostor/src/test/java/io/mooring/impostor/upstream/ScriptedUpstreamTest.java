package io.mooring.impostor.upstream;

import static io.mooring.impostor.upstream.UpstreamClient.DIRECTORY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.upstream.UpstreamClient.Events;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScriptedUpstreamTest {
  private final ScriptedUpstream upstream = ScriptedUpstream.start(0);
  private final UpstreamClient client = new UpstreamClient(upstream.baseUri());

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void asksForThePasswordEverywhere() throws Exception {
    try (ScriptedUpstream locked = ScriptedUpstream.start(0, "secret")) {
      UpstreamClient stranger = new UpstreamClient(locked.baseUri());
      String pair = Base64.getEncoder().encodeToString("opencode:secret".getBytes(UTF_8));

      HttpResponse<String> refused = stranger.send("GET", "/global/health", "");
      HttpResponse<String> known =
          stranger.send("GET", "/global/health", "", "Authorization", "Basic " + pair);

      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).isEmpty();
      assertThat(known.body()).isEqualTo("{\"healthy\":true,\"version\":\"1.18.33\"}");
    }
  }

  @Test
  void keepsWhatASessionWasCreatedWith() throws Exception {
    JsonNode created = client.createSession();
    String path = "/session/" + created.path("id").asText();
    ObjectNode rules = Json.object();
    rules.putArray("permission").addObject().put("permission", "bash").put("action", "ask");

    client.send("PATCH", path, Json.write(rules));
    client.send("PATCH", path, Json.write(rules));

    JsonNode read = client.get(path);
    assertThat(created.path("id").asText()).matches("ses_[0-9a-f]{12}[0-9A-Za-z]{14}");
    assertThat(created.has("bogus")).isFalse();
    assertThat(read.at("/metadata/mooring").asText()).isEqualTo("n1");
    assertThat(read.path("permission")).hasSize(2);
    assertThat(read.path("directory").asText()).isEqualTo(DIRECTORY);
  }

  @Test
  void listsAHundredSessionsUnlessTold() throws Exception {
    for (int i = 0; i < 101; i++) {
      client.createSession();
    }

    assertThat(client.get("/session")).hasSize(100);
    assertThat(client.get("/session?limit=3")).hasSize(3);
    assertThat(client.get("/session?limit=200&directory=" + DIRECTORY)).hasSize(101);
    assertThat(client.get("/session?directory=/elsewhere")).isEmpty();
    assertThat(client.get("/session?limit=1").at("/0/id").asText())
        .isEqualTo(upstream.sessions().get(0));
  }

  @Test
  void tellsWhatItDoesNotKnow() throws Exception {
    String unknown = "ses_0000000000000000000000000a";
    String session = client.createSession().path("id").asText();

    assertThat(client.get("/session/" + unknown).toString())
        .isEqualTo(
            "{\"name\":\"NotFoundError\",\"data\":{\"message\":\"Session not found: "
                + unknown
                + "\"}}");
    assertThat(client.send("GET", "/session/nonsense", "").statusCode()).isEqualTo(500);
    assertThat(client.send("GET", "/session/" + session + "/message/msg_x", "").statusCode())
        .isEqualTo(404);
    assertThat(client.send("POST", "/session/" + unknown + "/abort", "").body()).isEqualTo("true");
    HttpResponse<String> page = client.send("GET", "/nowhere", "");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(client.send("POST", "/session", "a=1", "Content-Type", "text/plain").statusCode())
        .isEqualTo(415);
  }

  @Test
  void pagesMessagesByCursor() throws Exception {
    String session = client.createSession().path("id").asText();
    client.prompt(session, "one");
    client.awaitIdle(session);
    client.prompt(session, "two");
    client.awaitIdle(session);
    String path = "/session/" + session + "/message";

    HttpResponse<String> newest = client.send("GET", path + "?limit=3", "");
    String cursor = newest.headers().firstValue("x-next-cursor").orElseThrow();
    HttpResponse<String> oldest = client.send("GET", path + "?limit=3&before=" + cursor, "");

    assertThat(Json.parse(newest.body())).hasSize(3);
    assertThat(newest.headers().firstValue("Link").orElse("")).contains(cursor, "rel=\"next\"");
    assertThat(Json.parse(oldest.body())).hasSize(1);
    assertThat(oldest.headers().firstValue("Link")).isEmpty();
    assertThat(client.send("GET", path + "?before=" + cursor, "").statusCode()).isEqualTo(400);
  }

  @Test
  void forksInTheSourcesDirectoryAndMovesWithinAProject() throws Exception {
    String session = client.createSession().path("id").asText();
    client.prompt(session, "one");
    client.awaitIdle(session);
    upstream.controls().assignProject("/srv/far", "other");

    JsonNode fork =
        Json.parse(client.post("/session/" + session + "/fork?directory=/x", Json.object()).body());
    String id = fork.path("id").asText();

    assertThat(fork.path("directory").asText()).isEqualTo(DIRECTORY);
    assertThat(fork.path("title").asText()).isEqualTo("mine (fork #1)");
    assertThat(fork.at("/metadata/mooring").asText()).isEqualTo("n1");
    JsonNode messages = client.messages(id);
    assertThat(messages).hasSize(2);
    assertThat(messages.at("/1/info/parentID")).isEqualTo(messages.at("/0/info/id"));
    assertThat(move(id, "/srv/work/two")).isEqualTo(204);
    assertThat(client.get("/session/" + id).path("directory").asText()).isEqualTo("/srv/work/two");
    assertThat(move(id, "/srv/far")).isEqualTo(400);
  }

  private int move(String session, String directory) throws Exception {
    ObjectNode body = Json.object().put("sessionID", session);
    body.putObject("destination").put("directory", directory);
    return client.post("/experimental/control-plane/move-session", body).statusCode();
  }

  @Test
  void runsThePromptOnceWhenItIsSentAgain() throws Exception {
    String session = client.createSession().path("id").asText();
    String path = "/session/" + session + "/prompt_async";
    ObjectNode prompt =
        UpstreamClient.promptWithIds(
            "msg_1fbd38743001aaaaaaaaaaaaaa", "prt_1fbd38743001aaaaaaaaaaaaaa", "once");

    client.post(path, prompt);
    client.post(path, prompt);
    client.awaitIdle(session);
    client.post(path, prompt);

    assertThat(client.messages(session)).hasSize(2);
    assertThat(client.messages(session).at("/0/parts")).hasSize(1);
    assertThat(upstream.controls().state().runs()).isEqualTo(1);
    assertThat(upstream.controls().state().prompts()).isEqualTo(3);
  }

  @Test
  void mergesPromptsThatComeWhileBusy() throws Exception {
    String session = client.createSession().path("id").asText();
    Events events = client.events("/global/event");
    client.prompt(session, "@replay d_permission");
    await().until(() -> client.get("/permission?directory=" + DIRECTORY).size() == 1);

    client.prompt(session, "two");
    client.prompt(session, "three");
    String ask = client.get("/permission?directory=" + DIRECTORY).at("/0/id").asText();
    client.post(
        "/permission/" + ask + "/reply?directory=" + DIRECTORY, Json.object().put("reply", "once"));
    client.awaitIdle(session);
    events.awaitType("session.idle", 1);

    assertThat(upstream.controls().state().runs()).isEqualTo(2);
    assertThat(events.of("session.idle")).hasSize(1);
    JsonNode messages = client.messages(session);
    String last = client.lastMessage(session).at("/info/parentID").asText();
    assertThat(
            messages.findParents("role").stream().filter(m -> m.path("id").asText().equals(last)))
        .hasSize(1);
    assertThat(client.get("/session/" + session + "/message/" + last).at("/parts/0/text").asText())
        .isEqualTo("three");
  }

  @Test
  void showsAgentsAndProvidersWithAKey() throws Exception {
    assertThat(client.get("/agent").findValuesAsText("name")).contains("build", "general");
    assertThat(client.get("/config/providers").toString()).contains("apiKey", "\"echo\"");
  }
}
