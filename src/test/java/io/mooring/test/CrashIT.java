package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.model.ModelCall;
import io.mooring.impostor.model.ScriptedModel;
import io.mooring.impostor.upstream.Fault;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is left of Mooring when it is killed, and what the next start makes of it. */
class CrashIT {
  private static final Duration SETTLED = Duration.ofSeconds(30);

  /** How many a viewer has seen when Mooring is killed: four seconds of them. */
  private static final int WORDS = 80;

  /** A checkpoint comes each second, with 20 words in between, and its writing takes a while. */
  private static final int MOST_LOST = 40;

  @Test
  void endsOrGoesOnWithEveryTurnAfterAKill() {
    String mid = UUID.randomUUID().toString();
    String queued = UUID.randomUUID().toString();
    String done = UUID.randomUUID().toString();
    try (ScriptedModel model = ScriptedModel.start(Installed.freePort());
        MooringServer server =
            MooringServer.start(
                "crash", Mooring.withModel(model, Installed.newDirectory("crash-roots")))) {
      Http alice = server.as("alice");
      String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
      String first = run(alice, session, "@say " + done);
      String running = post(alice, session, "@slow 2000 50 " + mid);
      String waiting = post(alice, session, "@say " + queued);
      List<ProcessHandle> before;
      String streamed;
      try (FeedClient feed = FeedClient.watch(server, "alice", session)) {
        feed.await("text.delta", frame -> frame.path("offset").asInt() > WORDS * mid.length());
        before = server.opencodeProcesses();
        assertThat(before).isNotEmpty();

        server.kill9();
        streamed = feed.text();
      }
      server.startAgain();
      Awaitility.await()
          .atMost(SETTLED)
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () -> {
                assertThat(state(alice, running)).isEqualTo("interrupted");
                assertThat(state(alice, waiting)).isEqualTo("completed");
              });

      assertThat(state(alice, first)).isEqualTo("completed");
      assertThat(alice.get("/api/v1/turns/" + waiting).at("text")).isEqualTo(queued);
      String kept = alice.get("/api/v1/turns/" + running).at("text");
      assertThat((mid + " ").repeat(2000)).as("what was to be said").startsWith(kept);
      assertThat(kept.length())
          .as("of %d characters that a viewer had seen", streamed.length())
          .isGreaterThan(streamed.length() - MOST_LOST * mid.length());
      assertThat(before).noneMatch(ProcessHandle::isAlive);
      assertThat(firstSteps(model, mid)).isEqualTo(1);
      assertThat(firstSteps(model, queued)).isEqualTo(1);
      assertThat(firstSteps(model, done)).isEqualTo(1);
      assertSeqsWithoutGaps(server, session, waiting);
    }
  }

  @Test
  void letsViewersGoWhenItIsTold() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort(), "known");
        MooringServer server = MooringServer.start("viewers", Mooring.external(upstream))) {
      String session = server.as("alice").post("/api/v1/sessions", "{}").expect(201).at("id");
      try (FeedClient one = FeedClient.watch(server, "alice", session);
          FeedClient all = FeedClient.watchAll(server, "alice")) {
        one.await("hello");
        all.await("hello");

        server.stop();

        assertThat(one.awaitClose()).isEqualTo(1001);
        assertThat(one.closeReason()).isEqualTo("draining");
        assertThat(all.awaitClose()).isEqualTo(1001);
      }
    }
  }

  @Test
  void sendsAPromptThatUpstreamNeverBeganOnceMore() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort(), "known");
        MooringServer server = MooringServer.start("crash-sending", Mooring.external(upstream))) {
      Http alice = server.as("alice");
      String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
      alice.post("/api/v1/sessions/" + session + "/ensure").expect(200);
      upstream.controls().answerNext("POST /session/{id}/prompt_async", new Fault.NoAnswer(), 1);
      String turn = post(alice, session, "@replay a_text");
      Awaitility.await().until(() -> state(alice, turn).equals("running"));

      server.kill9();
      server.startAgain();

      Awaitility.await()
          .atMost(SETTLED)
          .untilAsserted(() -> assertThat(state(alice, turn)).isEqualTo("completed"));
      assertThat(upstream.controls().state().runs()).isEqualTo(1);
    }
  }

  @Test
  void leavesNoOrphanUpstreamWhenKilledWhileOpening() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort(), "known");
        MooringServer server = MooringServer.start("crash-opening", Mooring.external(upstream))) {
      Http alice = server.as("alice");
      String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
      upstream.controls().answerNext("POST /session", new Fault.LostAnswer(), 1);
      // Made upstream, and nobody is told: the lost answer stands for a kill in between.
      Thread opening =
          new Thread(
              () -> {
                try {
                  alice.post("/api/v1/sessions/" + session + "/ensure");
                } catch (AssertionError killed) {
                  assertThat(killed).hasMessageContaining("no answer");
                }
              });
      opening.start();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(2))
          .until(() -> upstream.controls().state().sessionsCreated() == 1);

      server.kill9();
      server.startAgain();

      Awaitility.await()
          .atMost(SETTLED)
          .untilAsserted(() -> assertThat(upstream.sessions()).isEmpty());
      JsonNode opened = alice.post("/api/v1/sessions/" + session + "/ensure").expect(200).json();
      assertThat(opened.path("created").asBoolean()).isTrue();
      assertThat(upstream.sessions()).containsExactly(opened.path("upstreamSessionId").asText());
    }
  }

  private static void assertSeqsWithoutGaps(MooringServer server, String session, String last) {
    try (FeedClient feed = FeedClient.watchAfter(server, "alice", session, "0")) {
      feed.awaitEnd(last);
      List<Long> seqs = feed.durable().stream().map(f -> f.path("seq").asLong()).toList();
      for (int i = 0; i < seqs.size(); i++) {
        assertThat(seqs.get(i)).isEqualTo(i + 1);
      }
    }
  }

  private static long firstSteps(ScriptedModel model, String nonce) {
    return model.callsContaining(nonce).stream()
        .filter(call -> call.lastUserText().contains(nonce))
        .mapToInt(ModelCall::step)
        .filter(step -> step == 0)
        .count();
  }

  private static String post(Http alice, String session, String prompt) {
    return alice.post(Mooring.turns(session), Mooring.prompt(prompt)).expect(202).at("id");
  }

  private static String run(Http alice, String session, String prompt) {
    return alice
        .with("Prefer", "wait=60")
        .post(Mooring.turns(session), Mooring.prompt(prompt))
        .expect(200)
        .at("id");
  }

  private static String state(Http alice, String turn) {
    return alice.get("/api/v1/turns/" + turn).at("state");
  }
}
