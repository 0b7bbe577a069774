package io.mooring.opencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mooring.json.Json;
import io.mooring.opencode.wire.UpstreamStatus;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpencodeTest {
  private static final String SESSION =
      "{\"id\":\"ses_1\",\"directory\":\"/w\",\"title\":\"t\",\"time\":{\"created\":1,\"updated\":2}}";

  private FakeUpstream upstream;
  private Opencode opencode;

  @BeforeEach
  void start() throws IOException {
    upstream = new FakeUpstream();
    opencode = upstream.client();
  }

  @AfterEach
  void stop() {
    opencode.close();
    upstream.close();
  }

  @Test
  void tellsHowLongEachCallTookAndWhatCameToNothing() {
    List<String> told = new CopyOnWriteArrayList<>();
    CallWatch watch =
        new CallWatch() {
          @Override
          public void failed(UpstreamFailure failure) {
            told.add(failure.code());
          }

          @Override
          public void took(String call, Duration time) {
            assertThat(time).isPositive();
            told.add(call);
          }
        };
    upstream.on("GET /session/ses_1", 500, "{}");
    upstream.on("DELETE /session/ses_1", 200, "true");
    try (Opencode watched = Opencode.at(upstream.address(), FakeUpstream.TIMEOUTS, watch)) {
      assertThatThrownBy(() -> watched.session("ses_1")).isInstanceOf(UpstreamFailure.class);
      watched.deleteSession("ses_1");
    }

    assertThat(told).containsExactly("session", "upstream-refused", "deleteSession");
  }

  @Test
  void createsASessionInADirectoryOfAnyName() {
    upstream.on("POST /session", 200, SESSION);
    var wanted =
        new NewSession("t", null, null, Json.read("{\"mooring\":{\"n\":1}}"), Json.read("[]"));

    var session = opencode.createSession("/w/a b{c}%41+ü&?#", wanted);

    assertThat(session.id()).isEqualTo("ses_1");
    var request = upstream.seen().get(0);
    assertThat(URLDecoder.decode(URI.create(request.uri()).getRawQuery(), StandardCharsets.UTF_8))
        .isEqualTo("directory=/w/a b{c}%2541+ü&?#");
    assertThat(request.uri()).contains("%252541").contains("%26").contains("%23");
    assertThat(request.body()).isEqualTo("{\"title\":\"t\",\"metadata\":{\"mooring\":{\"n\":1}}}");
    assertThat(request.authorization()).isEqualTo("Basic b3BlbmNvZGU6cGFzcy13b3Jk");
  }

  @Test
  void onlyAStructured404IsNotFound() {
    upstream.on(
        "GET /session/ses_1", 404, "{\"name\":\"NotFoundError\",\"data\":{\"message\":\"gone\"}}");
    upstream.on(
        "GET /session/ses_2",
        e -> FakeUpstream.send(e, 404, "text/plain", "Session not found: NotFoundError"));
    upstream.on(
        "POST /permission/per_1/reply",
        404,
        "{\"_tag\":\"PermissionNotFoundError\",\"requestID\":\"per_1\",\"message\":\"none\"}");
    upstream.on(
        "GET /session/ses_3",
        500,
        "{\"name\":\"UnknownError\",\"data\":{\"message\":\"not found\"}}");

    assertFails(() -> opencode.session("ses_1"), UpstreamFailure.NotFound.class);
    assertFails(
        () -> opencode.replyPermission("/w", "per_1", PermissionReply.ONCE, null),
        UpstreamFailure.NotFound.class);
    var plain = assertFails(() -> opencode.session("ses_2"), UpstreamFailure.Refused.class);
    var unknown = assertFails(() -> opencode.session("ses_3"), UpstreamFailure.Refused.class);

    assertThat(plain.status()).isEqualTo(404);
    assertThat(unknown.name()).isEqualTo("UnknownError");
    assertThat(unknown.facts()).containsEntry("upstreamStatus", 500);
  }

  @Test
  void tellsRefusalsApart() {
    upstream.on("GET /session/ses_1", e -> FakeUpstream.send(e, 401, "", ""));
    upstream.on("GET /session/ses_2", 409, "{\"_tag\":\"SessionBusyError\",\"message\":\"busy\"}");
    upstream.on("GET /session/ses_3", e -> FakeUpstream.send(e, 302, "", ""));

    var unauthorized =
        assertFails(() -> opencode.session("ses_1"), UpstreamFailure.Unauthorized.class);
    var busy = assertFails(() -> opencode.session("ses_2"), UpstreamFailure.Busy.class);
    assertFails(() -> opencode.session("ses_3"), UpstreamFailure.Refused.class);

    assertThat(unauthorized.code()).isEqualTo("upstream-unauthorized");
    assertThat(unauthorized.kind()).isEqualTo(ProblemKind.UPSTREAM_REFUSED);
    assertThat(busy.kind()).isEqualTo(ProblemKind.CONFLICT);
  }

  @Test
  void aYesThatIsNotTheExpectedJsonIsAFailure() {
    upstream.on("GET /session/ses_2", 200, "{\"id\":");
    upstream.on("GET /session/ses_3", 200, "{\"id\":\"../../x\",\"directory\":\"/w\"}");
    upstream.on("GET /session/ses_4", 200, "[]");
    upstream.on("GET /session/ses_5", 200, "");
    upstream.on("GET /session/ses_6/children", 200, "{}");

    assertFails(() -> opencode.session("ses_1"), UpstreamFailure.NotJson.class); // its web page
    assertFails(() -> opencode.session("ses_2"), UpstreamFailure.NotJson.class);
    assertFails(() -> opencode.session("ses_3"), UpstreamFailure.Unusable.class);
    assertFails(() -> opencode.session("ses_4"), UpstreamFailure.Unusable.class);
    assertThatThrownBy(() -> opencode.session("ses_5")).isInstanceOf(UpstreamFailure.class);
    assertFails(() -> opencode.children("ses_6"), UpstreamFailure.Unusable.class);
    assertFails(() -> opencode.abort("ses_7"), UpstreamFailure.NotJson.class);
  }

  @Test
  void neverPutsAStrangeIdIntoAnAddress() {
    for (String id :
        List.of("ses_", "ses_a/b", "ses_a?b", "msg_1", "ses_é", "ses_" + "a".repeat(125))) {
      assertFails(() -> opencode.session(id), UpstreamFailure.Unusable.class);
    }
    assertThat(upstream.seen()).isEmpty();
  }

  @Test
  void saysWhenUpstreamCannotBeReached() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    var address = new ServerAddress(URI.create("http://127.0.0.1:" + free), "opencode", "secret");

    try (Opencode nobody = Opencode.at(address, FakeUpstream.TIMEOUTS)) {
      var failure = assertFails(nobody::health, UpstreamFailure.Unreachable.class);

      assertThat(failure.kind()).isEqualTo(ProblemKind.UNAVAILABLE);
      assertThat(failure.retryAfter()).contains(Duration.ofSeconds(5));
    }
  }

  @Test
  void aClosedClientReachesNobody() {
    opencode.close();

    assertFails(opencode::health, UpstreamFailure.Unreachable.class);
  }

  @Test
  void saysWhenUpstreamIsLate() {
    CountDownLatch never = new CountDownLatch(1);
    upstream.on("GET /global/health", e -> await(never));
    var timeouts =
        new OpencodeTimeouts(
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2));

    try (Opencode hasty = Opencode.at(upstream.address(), timeouts)) {
      var failure = assertFails(hasty::health, UpstreamFailure.Late.class);

      assertThat(failure.kind()).isEqualTo(ProblemKind.UPSTREAM_LATE);
    } finally {
      never.countDown();
    }
  }

  @Test
  void saysThatTheConnectionBroke() {
    upstream.on(
        "POST /session",
        e -> {
          e.getResponseHeaders().set("Content-Type", "application/json");
          e.sendResponseHeaders(200, 1_000);
          e.getResponseBody().write("{\"id\":".getBytes(StandardCharsets.UTF_8));
        });
    var wanted = new NewSession(null, null, null, Json.object(), Json.read("[]"));

    assertThatThrownBy(() -> opencode.createSession("/w", wanted))
        .isInstanceOfAny(UpstreamFailure.Unreachable.class, UpstreamFailure.NotJson.class);
    assertThat(upstream.seen()).hasSize(1); // and it was not sent twice
  }

  @Test
  void sixtyFourCallsRunAtOnce() throws Exception {
    CyclicBarrier all = new CyclicBarrier(64);
    upstream.on(
        "GET /session/ses_1",
        e -> {
          try {
            all.await(8, TimeUnit.SECONDS);
          } catch (Exception broken) {
            throw new IOException(broken);
          }
          FakeUpstream.send(e, 200, "application/json", SESSION);
        });
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      var calls =
          IntStream.range(0, 64)
              .mapToObj(
                  i -> CompletableFuture.supplyAsync(() -> opencode.session("ses_1"), threads))
              .toList();

      CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new)).get(20, TimeUnit.SECONDS);

      assertThat(calls).allSatisfy(call -> assertThat(call.join().id()).isEqualTo("ses_1"));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void pagesThroughMessages() {
    upstream.on(
        "GET /session/ses_1/message",
        e -> {
          e.getResponseHeaders().set("x-next-cursor", "abc/=+");
          FakeUpstream.send(
              e,
              200,
              "application/json",
              "[{\"info\":{\"id\":\"msg_1\",\"sessionID\":\"ses_1\",\"role\":\"user\"},\"parts\":[]}]");
        });

    MessagePage page = opencode.messages("ses_1", 50, null);
    MessagePage older = opencode.messages("ses_1", 50, page.before());

    assertThat(page.messages()).extracting(m -> m.info().id()).containsExactly("msg_1");
    assertThat(older.before()).isEqualTo("abc/=+");
    assertThat(URI.create(upstream.seen().get(1).uri()).getQuery())
        .isEqualTo("limit=50&before=abc/=+");
  }

  @Test
  void promptsWithoutWaitingForTheReply() {
    upstream.on("POST /session/ses_1/prompt_async", e -> FakeUpstream.send(e, 204, "", ""));
    var parts = Json.read("[{\"type\":\"text\",\"id\":\"prt_1\",\"text\":\"hi\"}]");

    opencode.promptAsync("ses_1", new Prompt("msg_1", parts, null, "build", null));

    assertThat(upstream.seen().get(0).body())
        .isEqualTo(
            "{\"messageID\":\"msg_1\",\"agent\":\"build\",\"parts\":[{\"type\":\"text\",\"id\":\"prt_1\",\"text\":\"hi\"}]}");
  }

  @Test
  void keysOfProvidersDoNotLeaveThePackage() {
    upstream.on(
        "GET /config/providers",
        200,
        "{\"providers\":[{\"id\":\"p\",\"name\":\"P\",\"key\":\"sk-secret\",\"options\":{\"apiKey\":\"sk-2\"},"
            + "\"models\":{\"m\":{\"id\":\"m\",\"name\":\"M\",\"headers\":{\"x\":\"sk-3\"}}}}]}");

    assertThat(opencode.providers("/w"))
        .containsExactly(
            new UpstreamProvider("p", "P", List.of(new UpstreamProvider.Model("m", "M"))));
  }

  @Test
  void aStatusThatIsNotKnownIsNotIdle() {
    upstream.on("GET /session/status", 200, "{\"ses_1\":{\"type\":\"dreaming\"}}");

    assertThat(opencode.statuses("/w")).containsEntry("ses_1", new UpstreamStatus.Busy());
  }

  @Test
  void readsWhatAgentsAskFor() {
    upstream.on(
        "GET /permission",
        200,
        "[{\"id\":\"per_1\",\"sessionID\":\"ses_1\",\"permission\":\"bash\",\"patterns\":[\"ls\"],"
            + "\"metadata\":{},\"always\":[]},{\"broken\":true}]");

    assertThat(opencode.permissions("/w"))
        .singleElement()
        .extracting(p -> p.session())
        .isEqualTo("ses_1");
  }

  @Test
  void messagesHoldNeitherPathsNorControls() {
    upstream.on(
        "GET /session/ses_1",
        400,
        "{\"name\":\"BadRequest\",\"data\":{\"message\":\"no /srv/x/secret.txt\\u001b[31m here\"}}");

    var failure = assertFails(() -> opencode.session("ses_1"), UpstreamFailure.Refused.class);

    assertThat(failure)
        .hasMessage("opencode refused with status 400, BadRequest: no [path] [31m here");
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static <T extends Problem> T assertFails(ThrowingCallable call, Class<T> kind) {
    assertThatThrownBy(call).isInstanceOf(kind);
    return catchThrowableOfType(kind, call);
  }
}
