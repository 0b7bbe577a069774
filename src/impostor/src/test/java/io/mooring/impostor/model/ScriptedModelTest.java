package io.mooring.impostor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.model.ModelClient.Streamed;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScriptedModelTest {
  private final ScriptedModel model = ScriptedModel.start(0);
  private final ModelClient client = new ModelClient(model.baseUri());

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void echoesAPromptWithoutADirective() throws Exception {
    Streamed answer = client.ask("hello  there\nworld");

    assertThat(answer.content()).isEqualTo("Echo: hello  there\nworld");
    assertThat(answer.finish()).isEqualTo("stop");
    assertThat(answer.frames()).last().isEqualTo("[DONE]");
  }

  @Test
  void sendsTheFixedUsageBeforeDone() throws Exception {
    Streamed answer = client.ask("hello");

    JsonNode usage = Json.parse(answer.frames().get(answer.frames().size() - 2)).path("usage");
    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(8);
    assertThat(usage.path("completion_tokens").asInt()).isEqualTo(5);
  }

  @Test
  void findsADirectiveAmongOtherText() throws Exception {
    String prompt =
        "nonce-1 <system-reminder>\nmind @say this\n</system-reminder>\n@say one\\ntwo\nrest";

    assertThat(client.ask(prompt).content()).isEqualTo("one\ntwo");
    assertThat(client.ask("mail a@say.com").content()).isEqualTo("Echo: mail a@say.com");
  }

  @Test
  void readsAUserMessageMadeOfParts() throws Exception {
    ObjectNode user = Json.object().put("role", "user");
    user.putArray("content").addObject().put("type", "text").put("text", "@say parts");

    assertThat(client.stream(user).content()).isEqualTo("parts");
  }

  @Test
  void streamsSlowWords() throws Exception {
    long start = System.nanoTime();

    Streamed counted = client.ask("@slow 5 20");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(75));
    Streamed given = client.ask("@slow 3 0 a b");

    assertThat(counted.content()).isEqualTo("w0 w1 w2 w3 w4 ");
    assertThat(given.content()).isEqualTo("a b a ");
  }

  @Test
  void reasonsBeforeItAnswers() throws Exception {
    Streamed answer = client.ask("@reason hm, six times seven | 42.");

    assertThat(answer.text("reasoning_content")).isEqualTo("hm, six times seven");
    assertThat(answer.content()).isEqualTo("42.");
  }

  @Test
  void callsToolsStepByStepAsTheRequestShows() throws Exception {
    String prompt =
        """
        @tools [{"name":"read","args":{"filePath":"a"}},
          [{"name":"bash","args":{"command":"x"}},{"name":"bash"}]]""";
    JsonNode user = ModelClient.message("user", prompt);
    ObjectNode called = ModelClient.message("assistant", "Step 1. ");
    called.putArray("tool_calls").addObject().put("id", "call_0_0");
    JsonNode result = ModelClient.message("tool", "content").put("tool_call_id", "call_0_0");

    Streamed first = client.stream(user);
    Streamed second = client.stream(user, called, result);
    Streamed third = client.stream(user, called, result, called, result);
    Streamed nextTurn = client.stream(user, called, result, ModelClient.message("user", "next"));

    assertThat(first.content()).isEqualTo("Step 1. ");
    assertThat(first.finish()).isEqualTo("tool_calls");
    assertThat(first.toolCalls()).hasSize(1);
    assertThat(first.toolCalls().get(0).at("/function/arguments").asText())
        .isEqualTo("{\"filePath\":\"a\"}");
    assertThat(second.toolCalls()).hasSize(2);
    assertThat(third.content()).isEqualTo("All done.");
    assertThat(nextTurn.content()).isEqualTo("Echo: next");
    assertThat(model.calls()).extracting(ModelCall::step).containsExactly(0, 1, 2, 0);
  }

  @Test
  void failsSoManyTimesPerPromptThenGoesOn() throws Exception {
    JsonNode request = ModelClient.request(true, ModelClient.message("user", "a @status 503 1"));

    assertThat(client.send(request).statusCode()).isEqualTo(503);
    assertThat(client.send(request).statusCode()).isEqualTo(200);
    assertThat(client.ask("b @status 503 1").status()).isEqualTo(503);
    assertThat(client.ask("@status 429 1 7\n@say ok").status()).isEqualTo(429);
    assertThat(client.ask("@status 429 1 7\n@say ok").content()).isEqualTo("ok");
  }

  @Test
  void failsForEverUnlessToldHowOften() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(client.ask("@status 401").status()).isEqualTo(401);
    }
  }

  @Test
  void cutsTheConnectionInMidStream() throws Exception {
    assertThatThrownBy(() -> client.ask("@drop 2 1")).isInstanceOf(UncheckedIOException.class);

    assertThat(client.ask("@drop 2 1").finish()).isEqualTo("stop");
  }

  @Test
  void hangsUntilClosed() {
    JsonNode request = ModelClient.request(true, ModelClient.message("user", "@hang n1"));

    CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request);
    await().until(() -> model.callsContaining("n1").size() == 1);
    assertThat(answer).isNotDone();
    model.close();

    assertThatThrownBy(() -> answer.get(5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void endsByLengthOrWithNothing() throws Exception {
    Streamed cut = client.ask("@length so far");
    Streamed empty = client.ask("@empty");

    assertThat(cut.content()).isEqualTo("so far");
    assertThat(cut.finish()).isEqualTo("length");
    assertThat(empty.content()).isEmpty();
    assertThat(empty.finish()).isEqualTo("stop");
  }

  @Test
  void recallsTheEarlierUserMessages() throws Exception {
    Streamed answer =
        client.stream(
            ModelClient.message("system", "sys"),
            ModelClient.message("user", "first"),
            ModelClient.message("assistant", "reply"),
            ModelClient.message("user", "second"),
            ModelClient.message("user", "@recall"));

    assertThat(answer.content()).isEqualTo("first\nsecond");
  }

  @Test
  void givesATitleWithoutLookingAtDirectivesOrCountingIt() throws Exception {
    Streamed title =
        client.stream(
            ModelClient.message("system", "You are a title generator."),
            ModelClient.message("user", "n2 @status 500"));

    assertThat(title.content()).isEqualTo(Completions.TITLE);
    assertThat(model.calls()).hasSize(1);
    assertThat(model.callsContaining("n2")).isEmpty();
  }

  @Test
  void answersWithoutStreaming() throws Exception {
    JsonNode request = ModelClient.request(false, ModelClient.message("user", "@reason a | b"));

    JsonNode answer = Json.parse(client.send(request).body());

    assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("b");
    assertThat(answer.at("/choices/0/message/reasoning_content").asText()).isEqualTo("a");
    assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(13);
  }

  @Test
  void refusesADirectiveItCannotRead() throws Exception {
    JsonNode request = ModelClient.request(true, ModelClient.message("user", "@tools [oops"));

    assertThat(client.send(request).statusCode()).isEqualTo(400);
  }

  @Test
  void showsAndForgetsItsCallsOverHttp() throws Exception {
    client.ask("hello n3");
    client.ask("hello n4");

    JsonNode shown = Json.parse(client.call("GET", "/_impostor/calls?contains=n3").body());
    JsonNode models = Json.parse(client.call("GET", "/v1/models").body());
    int deleted = client.call("DELETE", "/_impostor/calls").statusCode();

    assertThat(shown).hasSize(1);
    assertThat(shown.at("/0/lastUserText").asText()).isEqualTo("hello n3");
    assertThat(models.at("/data/0/id").asText()).isEqualTo("echo");
    assertThat(deleted).isEqualTo(204);
    assertThat(model.calls()).isEmpty();
  }
}
