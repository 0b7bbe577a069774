package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.impostor.upstream.ScriptedUpstream;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Sixty-four callers at once, on each of the two databases: all get one and the same. */
class RaceIT {
  private static final int CALLERS = 64;

  @Test
  void convergeOnDerby() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort(), "known");
        MooringServer server = MooringServer.start("race-derby", Mooring.external(upstream))) {
      converge(server.as("alice"), upstream);
    }
  }

  @Test
  void convergeOnPostgres() throws IOException {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setPort(Installed.freePort())
                .setServerConfig("max_connections", "100")
                .start();
        ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort(), "known")) {
      Map<String, String> settings = new LinkedHashMap<>(Mooring.external(upstream));
      settings.put(
          "MOORING_DATABASE_URL",
          "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");
      settings.put("MOORING_DATABASE_USER", "postgres");
      settings.put("MOORING_DATABASE_PASSWORD", "postgres");
      try (MooringServer server = MooringServer.start("race-postgres", settings)) {
        converge(server.as("alice"), upstream);
      }
    }
  }

  private static void converge(Http alice, ScriptedUpstream upstream) {
    String session = makesOneSessionOfAKey(alice);
    makesOneSessionOfAnIdempotencyKey(alice);
    String first = opensOnce(alice, session, upstream);
    replacesOnce(alice, session, first, upstream);
  }

  private static String makesOneSessionOfAKey(Http alice) {
    String body = Http.object().put("key", "chat-" + UUID.randomUUID()).toString();

    List<Http.Answer> answers = Crowd.of(CALLERS, i -> alice.post("/api/v1/sessions", body));

    assertThat(answers).extracting(Http.Answer::status).containsOnly(200, 201);
    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
    assertThat(answers.stream().map(answer -> answer.at("id")).distinct()).hasSize(1);
    return answers.get(0).at("id");
  }

  private static void makesOneSessionOfAnIdempotencyKey(Http alice) {
    Http once = alice.with("Idempotency-Key", UUID.randomUUID().toString());
    int before = count(alice);

    List<Http.Answer> answers = Crowd.of(CALLERS, i -> once.post("/api/v1/sessions", "{}"));

    assertThat(answers).extracting(Http.Answer::status).containsOnly(200, 201);
    assertThat(answers.stream().map(answer -> answer.at("id")).distinct()).hasSize(1);
    assertThat(count(alice)).isEqualTo(before + 1);
  }

  private static int count(Http alice) {
    return alice.get("/api/v1/sessions?limit=200").expect(200).json().path("items").size();
  }

  private static String opensOnce(Http alice, String session, ScriptedUpstream upstream) {
    String path = "/api/v1/sessions/" + session + "/ensure";

    List<Http.Answer> answers = Crowd.of(CALLERS, i -> alice.post(path).expect(200));

    String id = theOnlyId(answers);
    assertThat(upstream.sessions()).containsExactly(id);
    assertThat(upstream.controls().state().sessionsCreated()).isEqualTo(1);
    return id;
  }

  private static void replacesOnce(
      Http alice, String session, String first, ScriptedUpstream upstream) {
    String path = "/api/v1/sessions/" + session + "/recreate";
    String body = Http.object().put("replacing", first).toString();

    List<Http.Answer> answers = Crowd.of(CALLERS, i -> alice.post(path, body).expect(200));

    String second = theOnlyId(answers);
    assertThat(second).isNotEqualTo(first);
    assertThat(upstream.controls().state().sessionsCreated()).isEqualTo(2);
    assertThat(upstream.sessions()).containsExactlyInAnyOrder(first, second);
  }

  /** The upstream session that all were told of, which one of them made. */
  private static String theOnlyId(List<Http.Answer> answers) {
    assertThat(answers.stream().filter(answer -> answer.json().path("created").asBoolean()))
        .hasSize(1);
    List<String> ids =
        answers.stream().map(answer -> answer.at("upstreamSessionId")).distinct().toList();
    assertThat(ids).hasSize(1);
    return ids.get(0);
  }
}
