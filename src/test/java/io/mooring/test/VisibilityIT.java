package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.WebSocketHandshakeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who sees and may do what: a user their own, an auditor all of it and nothing more. */
@ExtendWith(Mooring.Shared.class)
class VisibilityIT {
  @Test
  void hidesASessionAndItsTurnsFromOtherUsers(Mooring mooring) {
    String session = mooring.session();
    String turn = mooring.run(session, "@say Secret.").path("id").asText();
    Http bob = mooring.server().as("bob");
    String path = "/api/v1/sessions/" + session;

    List<Http.Answer> answers =
        List.of(
            bob.get(path),
            bob.get(path + "/turns"),
            bob.get("/api/v1/turns/" + turn),
            bob.post(path + "/turns", Mooring.prompt("@say Mine now.")),
            bob.post(path + "/ensure"),
            bob.post(path + "/abort"),
            bob.post(path + "/close"),
            bob.post("/api/v1/turns/" + turn + "/abort"),
            bob.delete(path),
            bob.with("Accept", "text/event-stream").get(path + "/feed"));

    assertThat(answers).extracting(Http.Answer::status).containsOnly(404);
    assertThat(bob.get("/api/v1/sessions?limit=200").text()).doesNotContain(session);
    try (FeedClient feed = FeedClient.watch(mooring.server(), "bob", session)) {
      assertThat(feed.awaitClose()).isEqualTo(1008);
      assertThat(feed.frames()).isEmpty();
    }
  }

  /** A browser would send the credentials along. */
  @Test
  void refusesWhatAStrangersPageAsksFor(Mooring mooring) {
    String session = mooring.session();
    Http page = mooring.alice().with("Origin", "https://evil.example.org");
    String path = "/api/v1/sessions/" + session;

    List<Http.Answer> changes =
        List.of(
            page.post(path + "/abort"),
            page.post(path + "/close"),
            page.post(path + "/turns", Mooring.prompt("@say No.")),
            page.post("/api/v1/tickets", "{}"),
            page.delete(path));

    assertThat(changes).extracting(Http.Answer::status).containsOnly(403);
    assertThat(changes).extracting(answer -> answer.at("code")).containsOnly("foreign-origin");
    assertThat(page.get(path).status()).isEqualTo(200);
    assertThat(page.get(path).at("status")).isNotEqualTo("closed");
    assertThatThrownBy(
            () ->
                FeedClient.fromPage(mooring.server(), "alice", session, "https://evil.example.org"))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    String own = mooring.server().uri().toString();
    try (FeedClient feed = FeedClient.fromPage(mooring.server(), "alice", session, own)) {
      feed.await("hello");
    }
    assertThat(mooring.alice().with("Origin", own).post(path + "/close").status()).isEqualTo(202);
  }

  @Test
  void letsAnAuditorReadAndChangeNothing(Mooring mooring) {
    String session = mooring.session();
    Http audrey = mooring.server().as("audrey");
    String path = "/api/v1/sessions/" + session;

    assertThat(audrey.get(path).status()).isEqualTo(200);
    assertThat(audrey.get("/api/v1/sessions?limit=200").text()).contains(session);
    List<Http.Answer> changes =
        List.of(
            audrey.post("/api/v1/sessions", "{}"),
            audrey.post(path + "/turns", Mooring.prompt("@say No.")),
            audrey.post(path + "/ensure"),
            audrey.post(path + "/recreate"),
            audrey.post(path + "/abort"),
            audrey.post(path + "/close"),
            audrey.patch(path, Http.object().put("title", "Mine")),
            audrey.delete(path));
    assertThat(changes).extracting(Http.Answer::status).containsOnly(403);
  }

  @Test
  void asksStrangersToLogIn(Mooring mooring) {
    Http stranger = Http.at(mooring.server().uri());

    Http.Answer answer = stranger.get("/api/v1/sessions");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(stranger.loggedIn("alice", "wrong").get("/api/v1/sessions").status()).isEqualTo(401);
  }
}
