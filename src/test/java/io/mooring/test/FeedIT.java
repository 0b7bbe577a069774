package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The feed's other ways in: tickets, all sessions, positions that are none. */
@ExtendWith(Mooring.Shared.class)
class FeedIT {
  private static JsonNode ticket(Mooring mooring, String body) {
    return mooring.alice().post("/api/v1/tickets", body).expect(201).json();
  }

  private static FeedClient with(Mooring mooring, String path, JsonNode ticket) {
    return FeedClient.withTicket(mooring.server(), path, ticket.path("ticket").asText());
  }

  @Test
  void aTicketOpensItsSessionsFeedOnceWithoutALogIn(Mooring mooring) {
    String session = mooring.session();
    JsonNode ticket = ticket(mooring, "{\"sessionId\":\"" + session + "\"}");
    String path = ticket.path("path").asText();

    try (FeedClient feed = with(mooring, path, ticket)) {
      assertThat(feed.await("hello").path("sessionId").asText()).isEqualTo(session);
      assertThat(feed.protocol()).isEqualTo("mooring.v1");
    }
    try (FeedClient again = with(mooring, path, ticket)) {
      assertThat(again.awaitClose()).isEqualTo(1008);
      assertThat(again.frames()).isEmpty();
      assertThat(again.closeReason()).contains("ticket");
    }
  }

  @Test
  void aTicketOpensNoOtherFeedAndNoLoggedInAddress(Mooring mooring) {
    String session = mooring.session();
    String other = mooring.session();
    JsonNode ticket = ticket(mooring, "{\"sessionId\":\"" + session + "\"}");

    try (FeedClient feed = with(mooring, "/live/v1/sessions/" + other + "/feed", ticket)) {
      assertThat(feed.awaitClose()).isEqualTo(1008);
    }
    JsonNode all = ticket(mooring, "{}");
    assertThatThrownBy(() -> with(mooring, "/api/v1/feed", all).close())
        .hasStackTraceContaining("401");
    assertThat(
            mooring
                .server()
                .as("bob")
                .post("/api/v1/tickets", "{\"sessionId\":\"" + session + "\"}")
                .status())
        .isEqualTo(404);
    assertThat(Http.at(mooring.server().uri()).post("/api/v1/tickets", "{}").status())
        .isEqualTo(401);
    assertThat(Http.at(mooring.server().uri()).get("/live/v1/feed").status()).isEqualTo(404);
  }

  @Test
  void aConsoleSeesTheOwnSessionsComeChangeAndGo(Mooring mooring) {
    JsonNode ticket = ticket(mooring, "{}");
    try (FeedClient alice = with(mooring, ticket.path("path").asText(), ticket);
        FeedClient bob = FeedClient.watchAll(mooring.server(), "bob");
        FeedClient adam = FeedClient.watchAll(mooring.server(), "adam")) {
      List.of(alice, bob, adam).forEach(feed -> feed.await("hello"));

      String session = mooring.session();
      String turn = mooring.run(session, "@say Hello.").path("id").asText();
      JsonNode done =
          alice.await(
              "session",
              frame ->
                  frame.path("sessionId").asText().equals(session)
                      && frame.path("status").asText().equals("idle")
                      && frame.path("seq").asLong() > 5);
      adam.await("session", frame -> frame.path("sessionId").asText().equals(session));
      mooring.alice().delete("/api/v1/sessions/" + session).expect(204);

      assertThat(done.has("turn")).isFalse();
      assertThat(turn).isNotEmpty();
      alice.await("session.gone", frame -> frame.path("sessionId").asText().equals(session));
      adam.await("session.gone", frame -> frame.path("sessionId").asText().equals(session));
      assertThat(bob.frames().toString()).doesNotContain(session);
    }
  }

  @Test
  void theFeedOfAllSessionsIsThereAsAStreamToo(Mooring mooring) {
    try (EventSource events =
        EventSource.openAt(mooring.server(), "alice", "/api/v1/feed", Optional.empty())) {
      assertThat(events.awaitFrame("hello").has("seq")).isFalse();

      String session = mooring.session();

      assertThat(events.awaitFrame("session", session).path("status").asText()).isNotEmpty();
    }
  }

  @Test
  void aPositionOfAnotherEpochGetsGapAndState(Mooring mooring) {
    String session = mooring.session();
    mooring.run(session, "@say Hello.");
    String feed = "/api/v1/sessions/" + session + "/feed";

    try (EventSource events =
        EventSource.openAt(mooring.server(), "alice", feed, Optional.of("epo_other.2"))) {
      JsonNode gap = events.awaitFrame("gap");
      JsonNode state = events.awaitFrame("state");

      assertThat(gap.path("from").asLong()).isEqualTo(1);
      assertThat(gap.path("to").asLong()).isGreaterThan(5);
      assertThat(state.at("/session/id").asText()).isEqualTo(session);
    }
    try (FeedClient bare = FeedClient.watchAfter(mooring.server(), "alice", session, "100000")) {
      assertThat(bare.await("gap").path("from").asLong()).isEqualTo(1);
      bare.await("state");
    }
  }

  @Test
  void aPositionThatIsNoneIsClosedWithTheReason(Mooring mooring) {
    String session = mooring.session();
    for (String after : new String[] {"abc", "-1", "99999999999999999999", "x."}) {
      try (FeedClient feed = FeedClient.watchAfter(mooring.server(), "alice", session, after)) {
        assertThat(feed.awaitClose()).isEqualTo(1008);
        assertThat(feed.closeReason()).isEqualTo("after is neither EPOCH.SEQ nor a seq");
      }
    }
  }

  @Test
  void whateverAViewerSaysIsPassedOver(Mooring mooring) {
    String session = mooring.session();
    try (FeedClient feed = FeedClient.watch(mooring.server(), "alice", session)) {
      feed.await("hello");

      feed.say("hello");
      feed.say("x".repeat(100_000));
      String turn = mooring.run(session, "@say Hello.").path("id").asText();

      feed.awaitEnd(turn);
    }
  }
}
