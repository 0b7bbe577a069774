package io.mooring.impostor.upstream;

import static io.mooring.impostor.upstream.UpstreamClient.DIRECTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code POST /session/{id}/message}, by which a history is told to a session. */
@Timeout(30)
class AddedMessageTest {
  private static final String MESSAGE = "msg_1fbd38743001aaaaaaaaaaaaaa";
  private static final String PART = "prt_1fbd38743001aaaaaaaaaaaaaa";

  private final ScriptedUpstream upstream = ScriptedUpstream.start(0);
  private final UpstreamClient client = new UpstreamClient(upstream.baseUri());
  private String session = "";

  @BeforeEach
  void create() throws Exception {
    session = client.createSession().path("id").asText();
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  private HttpResponse<String> add(ObjectNode message) throws Exception {
    return client.post("/session/" + session + "/message", message);
  }

  private static ObjectNode history() {
    return UpstreamClient.promptWithIds(MESSAGE, PART, "what was said").put("noReply", true);
  }

  @Test
  void keepsWhatWantsNoReplyAndRunsNothing() throws Exception {
    HttpResponse<String> answer = add(history());

    JsonNode message = Json.parse(answer.body());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(message.at("/info/id").asText()).isEqualTo(MESSAGE);
    assertThat(message.at("/info/role").asText()).isEqualTo("user");
    assertThat(message.at("/parts/0/id").asText()).isEqualTo(PART);
    assertThat(message.at("/parts/0/messageID").asText()).isEqualTo(MESSAGE);
    assertThat(client.messages(session)).containsExactly(message);
    assertThat(client.get("/session/" + session + "/message/" + MESSAGE)).isEqualTo(message);
    assertThat(upstream.controls().state().runs()).isZero();
    assertThat(client.get("/session/status?directory=" + DIRECTORY)).isEmpty();
  }

  @Test
  void keepsItOnceWhenItIsSentAgain() throws Exception {
    add(history());
    add(history());

    assertThat(client.messages(session)).hasSize(1);
    assertThat(client.messages(session).at("/0/parts")).hasSize(1);
  }

  @Test
  void refusesWhatWantsAReplyOrHasNoPartsAndKeepsNothing() throws Exception {
    ObjectNode wantsReply = UpstreamClient.promptWithIds(MESSAGE, PART, "a prompt");
    ObjectNode empty = Json.object().put("messageID", MESSAGE).put("noReply", true);

    assertThat(add(wantsReply).statusCode()).isEqualTo(400);
    assertThat(add(empty).statusCode()).isEqualTo(400);
    assertThat(client.messages(session)).isEmpty();
  }

  @Test
  void knowsNoMessageOfASessionThatIsNotThere() throws Exception {
    session = "ses_0000000000000000000000000a";

    HttpResponse<String> answer = add(history());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Json.parse(answer.body()).path("name").asText()).isEqualTo("NotFoundError");
  }

  @Test
  void isNotAnsweredByTheTurnThatRunsNorByALaterOne() throws Exception {
    client.prompt(session, "@replay d_permission");
    String asks = "/permission?directory=" + DIRECTORY;
    await().until(() -> client.get(asks).size() == 1);

    add(history());
    String ask = client.get(asks).at("/0/id").asText();
    client.post(
        "/permission/" + ask + "/reply?directory=" + DIRECTORY, Json.object().put("reply", "once"));
    client.awaitIdle(session);

    assertThat(upstream.controls().state().runs()).isEqualTo(1);
    assertThat(client.messages(session).findValuesAsText("parentID")).doesNotContain(MESSAGE);
  }

  @Test
  void comesBeforeTheNextPrompt() throws Exception {
    add(history());
    client.prompt(session, "and now");
    client.awaitIdle(session);

    assertThat(client.messages(session)).hasSize(3);
    assertThat(client.messages(session).at("/0/info/id").asText()).isEqualTo(MESSAGE);
  }
}
