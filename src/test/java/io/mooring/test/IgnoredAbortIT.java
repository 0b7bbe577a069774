package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An upstream that is not ours to restart and goes on after an abort. */
class IgnoredAbortIT {
  @Test
  void theCallerIsAnsweredTheTurnEndsAndTheSessionWaitsUntilUpstreamRests() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort());
        MooringServer server = MooringServer.start("ignored-abort", Mooring.external(upstream))) {
      Http alice = server.as("alice");
      String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
      String turn = post(alice, session, "@burst 100000 20");
      await().until(() -> turn(alice, turn).path("text").asText().contains("t1"));
      upstream.controls().ignoreAborts(true);

      long asked = System.nanoTime();
      alice.post("/api/v1/turns/" + turn + "/abort").expect(202);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
      String next = post(alice, session, "@replay a_text");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> turn(alice, turn).path("state").asText().equals("aborted"));

      assertThat(turn(alice, turn).path("error").path("code").asText())
          .isEqualTo("abort-unconfirmed");
      await()
          .during(Duration.ofSeconds(6)) // two rounds of the reaper
          .atMost(Duration.ofSeconds(8))
          .until(() -> turn(alice, next).path("state").asText().equals("queued"));
      assertThat(upstream.controls().state().prompts()).isEqualTo(1);
      assertThat(alice.get("/metrics").text()).containsPattern("mooring_sessions_kept_back.* 1");

      server.kill9();
      server.startAgain();
      await()
          .atMost(Patience.of(Duration.ofSeconds(20)))
          .until(
              () ->
                  Pattern.compile("mooring_sessions_kept_back.* 1")
                      .matcher(alice.get("/metrics").text())
                      .find());
      assertThat(turn(alice, next).path("state").asText()).isEqualTo("queued");
      assertThat(upstream.controls().state().prompts()).isEqualTo(1);

      upstream.controls().ignoreAborts(false);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> turn(alice, next).path("state").asText().equals("completed"));
    }
  }

  private static String post(Http alice, String session, String prompt) {
    return alice.post(Mooring.turns(session), Mooring.prompt(prompt)).expect(202).at("id");
  }

  private static JsonNode turn(Http alice, String turn) {
    return alice.get("/api/v1/turns/" + turn).expect(200).json();
  }
}
