package io.mooring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MooringClientTest {
  private static final String USAGE =
      "{\"cost\":0.25,\"tokens\":{\"input\":5,\"output\":3,\"reasoning\":2,\"cacheRead\":3,"
          + "\"cacheWrite\":0}}";
  private static final String SESSION =
      "{\"id\":\"ses_1\",\"key\":\"chat 1\",\"title\":\"A chat\",\"status\":\"idle\","
          + "\"agent\":\"build\",\"model\":{\"providerId\":\"p\",\"modelId\":\"m\"},"
          + "\"workdir\":\"/w\",\"owner\":\"dev\",\"tenant\":\"default\",\"usage\":"
          + USAGE
          + ",\"turns\":2,\"createdAt\":\"2026-01-01T00:00:00.000Z\","
          + "\"updatedAt\":\"2026-01-01T00:00:01.500Z\","
          + "\"lastActivityAt\":\"2026-01-01T00:00:01.500Z\",\"version\":7,"
          + "\"ofTheFuture\":{\"a\":1}}";
  private static final String TURN =
      "{\"id\":\"turn_1\",\"sessionId\":\"ses_1\",\"state\":\"timed-out\",\"prompt\":\"Hi\","
          + "\"text\":\"Hel\",\"reasoning\":\"\",\"tools\":[{\"callId\":\"c\",\"tool\":\"bash\","
          + "\"kind\":\"command\",\"label\":\"Ran ls\",\"title\":\"ls\",\"status\":\"completed\","
          + "\"summary\":\"\",\"input\":{\"command\":\"ls\"},\"outputTruncated\":false,"
          + "\"files\":[],\"exitCode\":3,\"ofTheFuture\":1}],\"todos\":[],"
          + "\"error\":{\"code\":\"silence\",\"message\":\"m\",\"retryable\":true},\"usage\":"
          + USAGE
          + ",\"queuedAt\":\"2026-01-01T00:00:00.000Z\"}";

  private final List<String> requests = new ArrayList<>();
  private HttpServer server;
  private MooringClient client;
  private int status = 200;
  private String answer = "{}";
  private String retryAfter = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    client = MooringClient.at(uri, Credentials.basic("dev", "pw"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    for (String name : List.of("Authorization", "Idempotency-Key", "Prefer")) {
      String value = exchange.getRequestHeaders().getFirst(name);
      request += value == null ? "" : " " + name + "=" + value;
    }
    requests.add(body.isEmpty() ? request : request + " " + body);
    if (!retryAfter.isEmpty()) {
      exchange.getResponseHeaders().add("Retry-After", retryAfter);
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void sendsOnlyWhatIsWantedOfASession() {
    answer = SESSION;

    Session session = client.sessions().create(NewSession.of("chat 1").in("/w"));

    assertThat(requests)
        .containsExactly(
            "POST /api/v1/sessions Authorization=Basic ZGV2OnB3"
                + " {\"key\":\"chat 1\",\"workdir\":\"/w\"}");
    assertThat(session.status()).isEqualTo(Session.Status.IDLE);
    assertThat(session.updatedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:01.500Z"));
    assertThat(session.model()).isEqualTo(new ModelRef("p", "m"));
    assertThat(session.upstreamSessionId()).isNull();
  }

  @Test
  void readsAStatusThatItDoesNotKnowAsUnknown() {
    answer = SESSION.replace("\"idle\"", "\"dreaming\"");

    assertThat(client.sessions().get("ses_1").status()).isEqualTo(Session.Status.UNKNOWN);
  }

  @Test
  void waitsForATurnUnderAnIdempotencyKey() {
    answer = TURN;

    Turn turn = client.turns().post("ses_1", NewTurn.of("Hi"), "k-1", Duration.ofSeconds(20));

    assertThat(requests)
        .containsExactly(
            "POST /api/v1/sessions/ses_1/turns Authorization=Basic ZGV2OnB3"
                + " Idempotency-Key=k-1 Prefer=wait=20 {\"prompt\":\"Hi\"}");
    assertThat(turn.state()).isEqualTo(Turn.State.TIMED_OUT);
    assertThat(turn.state().hasEnded()).isTrue();
    assertThat(turn.tools().get(0).exitCode()).isEqualTo(3);
    assertThat(turn.error()).isEqualTo(new Turn.Failure("silence", "m", true));
  }

  @Test
  void encodesWhatGoesIntoAnAddress() {
    answer = "{\"items\":[" + SESSION + "]}";

    assertThat(client.sessions().byKey("a b&c/d")).isPresent();

    assertThat(requests.get(0)).startsWith("GET /api/v1/sessions?limit=1&key=a%20b%26c%2Fd ");
  }

  @Test
  void followsTheCursorToTheLastPage() {
    answer = "{\"items\":[" + SESSION + "],\"next\":\"c+1\"}";
    Page<Session> first = client.sessions().list();
    answer = "{\"items\":[]}";

    Page<Session> second = client.sessions().next(first).orElseThrow();

    assertThat(requests.get(1)).startsWith("GET /api/v1/sessions?cursor=c%2B1 ");
    assertThat(client.sessions().next(second)).isEmpty();
  }

  @Test
  void speaksTheWholeLifeOfASession() {
    answer =
        "{\"upstreamSessionId\":\"ses_u\",\"created\":true,\"context\":\"fresh\","
            + "\"resumeCursor\":\"AQ\"}";
    assertThat(client.sessions().ensure("ses_1"))
        .isEqualTo(new Ensured("ses_u", true, "fresh", "AQ"));
    client.sessions().recreate("ses_1", "ses_u");
    status = 202;
    client.sessions().abort("ses_1");
    client.sessions().close("ses_1");
    status = 204;
    answer = "";
    client.sessions().delete("ses_1", true);

    String who = " Authorization=Basic ZGV2OnB3";
    assertThat(requests)
        .containsExactly(
            "POST /api/v1/sessions/ses_1/ensure" + who,
            "POST /api/v1/sessions/ses_1/recreate" + who + " {\"replacing\":\"ses_u\"}",
            "POST /api/v1/sessions/ses_1/abort" + who,
            "POST /api/v1/sessions/ses_1/close" + who,
            "DELETE /api/v1/sessions/ses_1?abort=true" + who);
  }

  @Test
  void tellsAProblemWithItsFacts() {
    status = 503;
    retryAfter = "7";
    answer =
        "{\"type\":\"urn:x\",\"title\":\"t\",\"status\":503,\"detail\":\"d\","
            + "\"code\":\"draining\",\"field\":\"prompt\"}";

    var problem = catchThrowableOfType(MooringProblem.class, () -> client.sessions().get("ses_1"));

    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.code()).isEqualTo("draining");
    assertThat(problem.fact("field").asText()).isEqualTo("prompt");
    assertThat(problem.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void tellsAnErrorPageAsAProblemWithTheStatusForACode() {
    status = 401;
    answer = "<html>";

    var problem = catchThrowableOfType(MooringProblem.class, () -> client.turns().get("turn_1"));

    assertThat(problem.code()).isEqualTo("http-401");
  }

  @Test
  void tellsAServerThatIsNotThereApartFromOneThatRefuses() {
    stop();

    assertThat(
            catchThrowableOfType(UncheckedIOException.class, () -> client.sessions().get("ses_1")))
        .isNotNull();
  }
}
