package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What an orderly stop does to turns in the middle, to those that wait, and to viewers. */
class StopIT {
  @Test
  void interruptsWhatStillRunsWithItsTextKeepsWhatWaitsAndLetsViewersGo() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort(), "known")) {
      Map<String, String> settings = new HashMap<>(Mooring.external(upstream));
      settings.put("MOORING_TURN_DRAIN", "PT6S");
      try (MooringServer server = MooringServer.start("stop", settings)) {
        Http alice = server.as("alice");
        String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
        String other = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
        String running = post(alice, session, "@burst 100000 20");
        String waiting = post(alice, session, "@replay a_text");
        String brief = post(alice, other, "@burst 40 20");
        try (FeedClient feed = FeedClient.watch(server, "alice", session)) {
          feed.await("text.delta", frame -> frame.path("offset").asInt() > 60);
          CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::stop);

          Http.Answer refused =
              Awaitility.await("no more turns")
                  .atMost(Duration.ofSeconds(10))
                  .pollInterval(Duration.ofMillis(50))
                  .until(
                      () -> alice.post(Mooring.turns(other), Mooring.prompt("late")),
                      answer -> answer.status() != 202);
          assertThat(refused.status()).isEqualTo(503);
          assertThat(refused.at("code")).isEqualTo("draining");
          assertThat(refused.header("Retry-After")).isNotEmpty();
          assertThat(feed.awaitClose()).isEqualTo(1001);
          stopping.join();
        }
        assertThat(upstream.controls().state().running()).as("what runs upstream").isZero();
        server.startAgain();

        JsonNode interrupted = alice.get("/api/v1/turns/" + running).expect(200).json();
        assertThat(interrupted.path("state").asText()).isEqualTo("interrupted");
        assertThat(interrupted.at("/error/code").asText()).isEqualTo("draining");
        assertThat(interrupted.path("text").asText()).contains("t1").contains("t20");
        assertThat(alice.get("/api/v1/turns/" + brief).at("state")).isEqualTo("completed");
        Awaitility.await()
            .atMost(Patience.of(Duration.ofSeconds(30)))
            .until(() -> alice.get("/api/v1/turns/" + waiting).at("state").equals("completed"));
      }
    }
  }

  private static String post(Http alice, String session, String prompt) {
    return alice.post(Mooring.turns(session), Mooring.prompt(prompt)).expect(202).at("id");
  }
}
