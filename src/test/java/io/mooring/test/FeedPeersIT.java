package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Viewers that come back all at once, that read nothing, and that are dead. */
class FeedPeersIT {
  private static final int VIEWERS = Integer.getInteger("mooring.storm.viewers", 60);
  private static final int STORMS = Integer.getInteger("mooring.storm.rounds", 4);

  /** So much text that no socket's buffers hold it. */
  private static final int FLOOD = 60_000;

  private static ScriptedUpstream upstream;
  private static MooringServer server;

  @BeforeAll
  static void start() {
    upstream = ScriptedUpstream.start(Installed.freePort(), "known");
    Map<String, String> settings = new HashMap<>(Mooring.external(upstream));
    settings.put("MOORING_FEED_PING", "PT2S");
    server = MooringServer.start("peers", settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    upstream.close();
  }

  private final Http alice = server.as("alice");

  @Test
  void viewersThatComeBackAllAtOnceSeeEverythingOnce() {
    String session = session();
    List<Follower> followers =
        IntStream.range(0, VIEWERS)
            .mapToObj(i -> Follower.of(server, "alice", session, Follower.Way.WEB_SOCKET))
            .toList();
    try {
      for (int storm = 0; storm <= STORMS; storm++) {
        int times = storm + 1;
        String turn = post(session, "@replay c_tools");
        Awaitility.await("viewer's connection " + times)
            .atMost(Patience.of(Duration.ofSeconds(60)))
            .until(() -> followers.stream().allMatch(f -> f.connections() >= times));
        ended(turn);
        followers.forEach(Follower::drop);
      }
      long head;
      try (FeedClient late = FeedClient.watchAfter(server, "alice", session, "0")) {
        head = late.await("hello").path("seq").asLong();
      }
      List<Long> all = LongStream.rangeClosed(1, head).boxed().toList();
      Awaitility.await("all events at all viewers")
          .atMost(Patience.of(Duration.ofSeconds(60)))
          .until(() -> followers.stream().allMatch(f -> f.durable().size() >= head));
      assertThat(followers).allSatisfy(f -> assertThat(seqs(f)).isEqualTo(all));
    } finally {
      followers.forEach(Follower::close);
    }
  }

  private static List<Long> seqs(Follower follower) {
    return follower.durable().stream().map(frame -> frame.path("seq").asLong()).toList();
  }

  @Test
  void aReaderThatStallsIsLetGoAndKeepsNobodyWaiting() throws IOException {
    String session = session();
    double before = viewers();
    try (FeedClient other = FeedClient.watch(server, "alice", session);
        Socket stalled = open(session)) {
      other.await("hello");
      Awaitility.await().until(() -> viewers() == before + 2);

      String turn = post(session, "@burst " + FLOOD + " 20000");

      other.awaitEnd(turn);
      assertThat(other.text()).isEqualTo(text(turn));
      Awaitility.await("the end of the stalled one")
          .atMost(Patience.of(Duration.ofSeconds(30)))
          .until(() -> viewers() == before + 1);
      assertThat(stalled.isClosed()).isFalse(); // it was Mooring that let go
      other.await("ping");
    }
  }

  private String text(String turn) {
    return alice.get("/api/v1/turns/" + turn).expect(200).at("text");
  }

  @Test
  void aPeerThatAnswersNoPingIsDeadAndOneThatDoesIsNot() throws IOException {
    String session = session();
    double before = viewers();
    try (FeedClient alive = FeedClient.watch(server, "alice", session);
        Socket dead = open(session)) {
      alive.await("hello");
      Awaitility.await().until(() -> viewers() == before + 2);

      Awaitility.await("the end of the dead one")
          .atMost(Patience.of(Duration.ofSeconds(20)))
          .until(() -> viewers() == before + 1);
      // The container waits half a minute for an answer to its close frame.
      dead.setSoTimeout((int) Patience.of(Duration.ofSeconds(40)).toMillis());
      assertThat(readToTheEnd(dead)).as("it was closed").isTrue();

      String turn = post(session, "@replay a_text");
      assertThat(alive.awaitEnd(turn).path("state").asText()).isEqualTo("completed");
    }
  }

  private static boolean readToTheEnd(Socket socket) throws IOException {
    byte[] some = new byte[1024];
    InputStream in = socket.getInputStream();
    try {
      int read = in.read(some);
      while (read >= 0) {
        read = in.read(some);
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** A WebSocket of which only the beginning is read, and to whose pings nobody answers. */
  private static Socket open(String session) throws IOException {
    Socket socket =
        SlowReader.get(
            server,
            "/api/v1/sessions/" + session + "/feed",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
            "Sec-WebSocket-Protocol: mooring.v1");
    byte[] answer = socket.getInputStream().readNBytes(12);
    assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
    return socket;
  }

  private double viewers() {
    return alice
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("mooring_feed_viewers{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String session() {
    return alice.post("/api/v1/sessions", "{\"title\": \"Watched\"}").expect(201).at("id");
  }

  private String post(String session, String prompt) {
    return alice.post(Mooring.turns(session), Mooring.prompt(prompt)).expect(202).at("id");
  }

  private JsonNode ended(String turn) {
    return Awaitility.await("the end of " + turn)
        .atMost(Patience.of(Duration.ofMinutes(1)))
        .until(
            () -> alice.get("/api/v1/turns/" + turn).expect(200).json(),
            read -> read.has("endedAt"));
  }
}
