package io.mooring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final int TOO_SLOW = 1013;
  private static final int NOT_ALLOWED = 1008;

  private final Heard heard = new Heard();
  private FeedServer server;
  private MooringClient client;

  private static final class Heard implements FeedListener {
    final List<String> frames = new CopyOnWriteArrayList<>();
    final List<Throwable> lost = new CopyOnWriteArrayList<>();
    final List<Throwable> ended = new CopyOnWriteArrayList<>();

    @Override
    public void frame(FeedFrame frame) {
      frames.add(frame.type() + frame.body().path("seq").asText());
    }

    @Override
    public void lost(Throwable why) {
      lost.add(why);
    }

    @Override
    public void ended(Throwable why) {
      ended.add(why);
    }

    void await(String... expected) {
      org.awaitility.Awaitility.await()
          .untilAsserted(() -> assertThat(frames).containsExactly(expected));
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = new FeedServer();
    client = MooringClient.at(server.uri(), Credentials.bearer(() -> "token"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private static String hello(String epoch, long seq) {
    return "{\"type\":\"hello\",\"sessionId\":\"s\",\"epoch\":\"%s\",\"seq\":%d}"
        .formatted(epoch, seq);
  }

  private static String durable(long seq) {
    return "{\"type\":\"d\",\"sessionId\":\"s\",\"turnId\":\"t\",\"seq\":%d}".formatted(seq);
  }

  @Test
  void hearsWhatHappensFromNowOn() throws Exception {
    try (Feed feed = client.feed("ses_1", heard)) {
      var socket = server.accept();
      socket.send(hello("E", 4));
      socket.send("{\"type\":\"text.delta\",\"sessionId\":\"s\",\"text\":\"a\"}");
      socket.send(durable(5));

      heard.await("hello4", "text.delta", "d5");
      assertThat(socket.request()).startsWith("GET /api/v1/sessions/ses_1/feed HTTP/1.1");
      assertThat(socket.request()).contains("Authorization: Bearer token");
      assertThat(feed.position()).isEqualTo("E.5");
    }
  }

  @Test
  void comesBackToWhereItWasAndHearsEachDurableEventOnce() throws Exception {
    try (Feed feed = client.feed("ses_1", "E.3", heard)) {
      var first = server.accept();
      first.send(hello("E", 6));
      first.send(durable(4));
      first.send(durable(5));
      heard.await("hello6", "d4", "d5");
      first.close(TOO_SLOW);

      var second = server.accept();
      assertThat(second.request()).contains("?after=E.5 ");
      second.send(hello("E", 6));
      second.send(durable(5));
      second.send(durable(6));

      heard.await("hello6", "d4", "d5", "hello6", "d6");
      assertThat(heard.lost).hasSize(1);
      assertThat(feed.position()).isEqualTo("E.6");
    }
  }

  @Test
  void comesBackAfterAConnectionThatBroke() throws Exception {
    try (Feed feed = client.feed("ses_1", heard)) {
      var first = server.accept();
      first.send(hello("E", 1));
      heard.await("hello1");
      first.cut();

      assertThat(server.accept().request()).contains("?after=E.1 ");
      assertThat(feed.position()).isEqualTo("E.1");
    }
  }

  @Test
  void startsAnewInTheEpochOfARestoredJournalOnceItHasTheState() throws Exception {
    try (Feed feed = client.feed("ses_1", "OLD.90", heard)) {
      var first = server.accept();
      first.send(hello("NEW", 7));
      first.send("{\"type\":\"gap\",\"sessionId\":\"s\",\"from\":1,\"to\":7}");
      heard.await("hello7", "gap");
      assertThat(feed.position()).isEqualTo("OLD.90");
      first.send("{\"type\":\"state\",\"sessionId\":\"s\"}");
      first.send(durable(8));

      heard.await("hello7", "gap", "state", "d8");
      assertThat(feed.position()).isEqualTo("NEW.8");
    }
  }

  @Test
  void endsWhenItMayNotSeeTheSession() throws Exception {
    try (Feed feed = client.feed("ses_1", heard)) {
      server.accept().close(NOT_ALLOWED);

      await().until(() -> heard.ended.size() == 1);
      assertThat(heard.lost).isEmpty();
      assertThat(feed.position()).isEmpty();
    }
  }

  @Test
  void endsWhenTheHandshakeIsRefused() throws Exception {
    server.refuseWith(403);
    try (Feed feed = client.feed("ses_1", heard)) {
      await().until(() -> heard.ended.size() == 1);
      assertThat(heard.lost).isEmpty();
      assertThat(feed.position()).isEmpty();
    }
  }

  @Test
  void staysAwayOnceItIsClosed() throws Exception {
    Feed feed = client.feed("ses_1", heard);
    var socket = server.accept();
    socket.send(hello("E", 1));
    heard.await("hello1");

    feed.close();

    assertThat(socket.awaitEnd()).isTrue();
    assertThat(heard.lost).isEmpty();
    assertThat(heard.ended).isEmpty();
  }
}
