package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ways in which a turn ends other than well. */
@ExtendWith(Mooring.Shared.class)
class TurnEndIT {
  @Test
  void abortsARunningTurn(Mooring mooring) {
    String session = mooring.session();
    try (FeedClient feed = FeedClient.watch(mooring.server(), "alice", session)) {
      String turn = mooring.post(session, "@slow 600 50");
      feed.await("text.delta");

      mooring.alice().post("/api/v1/turns/" + turn + "/abort").expect(202);

      assertThat(feed.awaitEnd(turn).path("state").asText()).isEqualTo("aborted");
      JsonNode next = mooring.run(session, "@say Still here.");
      assertThat(next.path("text").asText()).isEqualTo("Still here.");
    }
  }

  @Test
  void abortsASubagentWithItsTurn(Mooring mooring) throws IOException {
    Path workdir = Files.createTempDirectory(mooring.roots(), "subagent-");
    String session =
        mooring
            .alice()
            .post("/api/v1/sessions", Http.object().put("workdir", workdir.toString()))
            .expect(201)
            .at("id");
    String inside =
        "@tools "
            + step("bash", "command", "touch begun; sleep 6; touch late", "description", "Waits");
    String turn =
        mooring.post(
            session,
            "@tools "
                + step(
                    "task",
                    "description",
                    "Asks a helper",
                    "prompt",
                    inside,
                    "subagent_type",
                    "general"));
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(workdir.resolve("begun")));

    mooring.alice().post("/api/v1/turns/" + turn + "/abort").expect(202);

    JsonNode ended = mooring.awaitEnd(turn);
    assertThat(ended.path("state").asText()).isEqualTo("aborted");
    assertThat(ended.has("error")).isFalse();
    await()
        .during(Duration.ofSeconds(7))
        .atMost(Duration.ofSeconds(9))
        .until(() -> !Files.exists(workdir.resolve("late")));
    assertThat(mooring.run(session, "@say Still here.").path("text").asText())
        .isEqualTo("Still here.");
  }

  private static String step(String tool, String... arguments) {
    ObjectNode call = Http.object().put("name", tool);
    ObjectNode args = call.putObject("args");
    for (int i = 0; i < arguments.length; i += 2) {
      args.put(arguments[i], arguments[i + 1]);
    }
    return Http.object().putArray("steps").add(call).toString();
  }

  @Test
  void abortsATurnThatWaitsWithoutEverSendingIt(Mooring mooring) {
    String session = mooring.session();
    String nonce = UUID.randomUUID().toString();
    String running = mooring.post(session, "@slow 40 50");
    String waiting = mooring.post(session, "@say " + nonce);

    mooring.alice().post("/api/v1/turns/" + waiting + "/abort").expect(202);

    assertThat(mooring.awaitEnd(waiting).path("state").asText()).isEqualTo("aborted");
    assertThat(mooring.awaitEnd(running).path("state").asText()).isEqualTo("completed");
    assertThat(mooring.model().callsContaining(nonce)).isEmpty();
  }

  @Test
  void refusesToAbortATurnThatHasEnded(Mooring mooring) {
    String turn = mooring.run(mooring.session(), "@say Done.").path("id").asText();

    Http.Answer answer = mooring.alice().post("/api/v1/turns/" + turn + "/abort").expect(409);

    assertThat(answer.at("code")).isEqualTo("turn-ended");
  }

  @Test
  void tellsOfARetryAndGoesOn(Mooring mooring) {
    String session = mooring.session();
    try (FeedClient feed = FeedClient.watch(mooring.server(), "alice", session)) {
      feed.await("hello");

      String nonce = UUID.randomUUID().toString();
      String turn = mooring.post(session, "@status 500 1\n@say Recovered " + nonce);

      assertThat(feed.awaitEnd(turn).path("state").asText()).isEqualTo("completed");
      assertThat(feed.frames("retry")).isNotEmpty();
      assertThat(mooring.turn(turn).path("text").asText()).isEqualTo("Recovered " + nonce);
    }
  }

  @Test
  void failsWhenTheModelRefusesItsKey(Mooring mooring) {
    JsonNode turn = mooring.run(mooring.session(), "@status 401 " + UUID.randomUUID());

    assertThat(turn.path("state").asText()).isEqualTo("failed");
    assertThat(turn.path("error").path("code").asText()).isNotBlank();
    assertThat(turn.path("error").path("retryable").asBoolean()).isFalse();
  }
}
