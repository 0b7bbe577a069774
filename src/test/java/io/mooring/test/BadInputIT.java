package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a broken or hostile client sends: each gets a problem document with the right code, learns
 * nothing of the server's inside, and changes nothing.
 */
@ExtendWith(Mooring.Shared.class)
class BadInputIT {
  private static final String SESSIONS = "/api/v1/sessions";

  @Test
  void refusesWhatIsNotJson(Mooring mooring) {
    refused(mooring, 400, "malformed-json", alice -> alice.post(SESSIONS, "{\"title\": "));
    refused(mooring, 400, "malformed-json", alice -> alice.post(SESSIONS, "[1]"));
    refused(mooring, 400, "malformed-json", alice -> alice.post(SESSIONS, "{} {}"));
    refused(mooring, 400, "malformed-json", alice -> alice.post(SESSIONS, "{\"a\":NaN}"));
  }

  @Test
  void namesAFieldThatIsNotKnown(Mooring mooring) {
    Http.Answer answer =
        refused(mooring, 422, "unknown-field", alice -> alice.post(SESSIONS, "{\"titel\":\"x\"}"));

    assertThat(answer.at("field")).isEqualTo("titel");
  }

  @Test
  void refusesAPromptOfTwelveMegabytes(Mooring mooring) {
    ObjectNode huge = Mooring.prompt("x".repeat(12 * 1024 * 1024));
    refusedTurn(mooring, 413, "prompt-too-large", huge.toString());
    refusedTurn(mooring, 413, "body-too-large", "{\"prompt\":\"" + "x".repeat(18 << 20) + "\"}");
  }

  @Test
  void refusesBytesThatAreNoUtf8(Mooring mooring) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write("{\"prompt\":\"".getBytes(StandardCharsets.UTF_8));
    bytes.write(new byte[] {(byte) 0xc3, (byte) 0x28});
    bytes.write("\"}".getBytes(StandardCharsets.UTF_8));
    String session = mooring.session();

    refused(
        mooring,
        400,
        "malformed-json",
        alice ->
            alice.send(
                "POST",
                Mooring.turns(session),
                BodyPublishers.ofByteArray(bytes.toByteArray()),
                "application/json"));
  }

  @Test
  void findsNothingBehindPathsWithDots(Mooring mooring) {
    // Whether the container refuses the path or looks for it and finds nothing is its own affair.
    refusedAnyhow(
        mooring, Set.of(400, 404), alice -> alice.get(SESSIONS + "/%2e%2e%2f%2e%2e%2fservers"));
    refusedAnyhow(mooring, Set.of(400, 404), alice -> alice.get(SESSIONS + "/..%2f..%2fservers"));
    refusedAnyhow(
        mooring, Set.of(400, 404), alice -> alice.get("/api/v1/turns/%2e%2e%5c%2e%2e%5c"));
  }

  @Test
  void leadsNowhereWithDotsThatNoClientWouldSend(Mooring mooring) throws IOException {
    assertThat(statusOf(mooring, SESSIONS + "/../servers")).isIn(400, 403, 404);
    assertThat(statusOf(mooring, SESSIONS + "/%2e%2e/servers")).isIn(400, 403, 404);
    assertThat(statusOf(mooring, SESSIONS + "/../../../WEB-INF/web.xml")).isIn(400, 403, 404);
    assertThat(statusOf(mooring, SESSIONS + "/ses_x%00")).isIn(400, 404);
  }

  @Test
  void takesNoWorkdirOutsideOfItsRoots(Mooring mooring) throws IOException {
    Path link = mooring.roots().resolve("way-out");
    Files.createSymbolicLink(link, Path.of("/etc"));

    for (String workdir :
        new String[] {
          "/etc",
          mooring.roots() + "/../../../..",
          link.toString(),
          mooring.roots().resolve("absent").toString(),
          "relative",
          "/\u0000"
        }) {
      Http.Answer answer =
          refused(
              mooring,
              422,
              null,
              alice -> alice.post(SESSIONS, Http.object().put("workdir", workdir)));
      assertThat(answer.at("field")).isEqualTo("workdir");
    }
  }

  @Test
  void refusesNullCharacters(Mooring mooring) {
    Http.Answer answer = refusedTurn(mooring, 422, "invalid-value", "{\"prompt\":\"a\\u0000b\"}");
    assertThat(answer.at("field")).isEqualTo("prompt");
    refused(mooring, 422, null, alice -> alice.post(SESSIONS, "{\"title\":\"a\\u0000b\"}"));
    refused(mooring, 422, null, alice -> alice.post(SESSIONS, "{\"key\":\"a\\u0000b\"}"));
    refused(
        mooring, 422, null, alice -> alice.post("/api/v1/tickets", "{\"sessionId\":\"\\u0000\"}"));
    refusedAnyhow(mooring, 200, alice -> alice.get(SESSIONS + "?key=a%00b"));
  }

  @Test
  void refusesAnEmptyPrompt(Mooring mooring) {
    refusedTurn(mooring, 422, "invalid-value", "{}");
    refusedTurn(mooring, 422, "invalid-value", "{\"prompt\":\" \\n\"}");
    refusedTurn(mooring, 422, "invalid-value", "{\"prompt\":12}");
    refusedTurn(mooring, 422, "invalid-value", "{\"prompt\":\"x\",\"files\":[{\"name\":\"a\"}]}");
  }

  @Test
  void refusesJsonThatIsNestedTooDeeply(Mooring mooring) {
    String deep = "[".repeat(200) + "]".repeat(200);
    refused(
        mooring,
        400,
        "malformed-json",
        alice -> alice.post(SESSIONS, "{\"metadata\":{\"deep\":" + deep + "}}"));
  }

  @Test
  void takesJsonOnly(Mooring mooring) {
    refused(
        mooring,
        415,
        null,
        alice -> alice.send("POST", SESSIONS, BodyPublishers.ofString("{}"), "text/plain"));
    refused(
        mooring,
        415,
        null,
        alice -> alice.send("POST", SESSIONS, BodyPublishers.ofString("<a/>"), "application/xml"));
  }

  @Test
  void refusesOddLimitsAndCursors(Mooring mooring) {
    for (String limit : new String[] {"-1", "0", "201", "x", "99999999999", "1e1", "%00"}) {
      Http.Answer answer =
          refused(mooring, 422, "invalid-value", a -> a.get(SESSIONS + "?limit=" + limit));
      assertThat(answer.at("field")).isEqualTo("limit");
    }
    String forged =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("0123456789abcdef9999999999999 ses_x".getBytes(StandardCharsets.UTF_8));
    refused(mooring, 422, "bad-cursor", a -> a.get(SESSIONS + "?cursor=" + forged));
    refused(mooring, 422, "bad-cursor", a -> a.get(SESSIONS + "?cursor=%20!"));
    refused(mooring, 422, null, a -> a.get(SESSIONS + "?status=nonsense"));
    String session = mooring.session();
    refused(mooring, 422, "bad-cursor", a -> a.get(Mooring.turns(session) + "?cursor=" + forged));
  }

  @Test
  void refusesOddHeaders(Mooring mooring) {
    String session = mooring.session();
    refused(
        mooring,
        422,
        null,
        a ->
            a.with("Idempotency-Key", "x".repeat(300))
                .post(Mooring.turns(session), Mooring.prompt("@say x")));
    refused(
        mooring, 422, null, a -> a.with("If-Match", "nonsense").delete(SESSIONS + "/" + session));
  }

  @Test
  void answersUnknownPlacesAndMethodsWithProblems(Mooring mooring) {
    refusedAnyhow(mooring, 404, alice -> alice.get("/api/v1/nothing"));
    refusedAnyhow(mooring, 404, alice -> alice.get(SESSIONS + "/ses_unknown"));
    refusedAnyhow(mooring, 405, alice -> alice.delete("/api/v1/servers"));
    refusedAnyhow(mooring, 406, alice -> alice.with("Accept", "image/png").get(SESSIONS));
  }

  @Test
  void namesTheParameterThatIsNeitherTrueNorFalse(Mooring mooring) {
    String session = mooring.session();
    String path = SESSIONS + "/" + session + "?";

    for (String flag : new String[] {"abort", "discard"}) {
      for (String word : new String[] {"yes", "1", "", "TRUE"}) {
        Http.Answer answer =
            refused(mooring, 422, "invalid-value", a -> a.delete(path + flag + "=" + word));
        assertThat(answer.at("field")).isEqualTo(flag);
      }
    }
  }

  @Test
  void aFeedAnswersNoHead(Mooring mooring) {
    for (String feed :
        new String[] {"/api/v1/feed", SESSIONS + "/" + mooring.session() + "/feed"}) {
      Http.Answer answer = mooring.alice().send("HEAD", feed, BodyPublishers.noBody(), "");

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("GET");
    }
  }

  @Test
  void nobodyKeepsAnAnswerOrTakesItForAPage(Mooring mooring) {
    String session = mooring.session();
    for (Http.Answer answer :
        List.of(
            mooring.alice().get(SESSIONS + "/" + session),
            mooring.alice().get(SESSIONS + "/ses_unknown"),
            mooring.alice().get("/nothing"),
            Http.at(mooring.server().uri()).get(SESSIONS))) {
      assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
      assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    }
  }

  @Test
  void aProblemSaysWhereItWas(Mooring mooring) {
    assertThat(mooring.alice().get(SESSIONS + "/ses_unknown?x=1").at("instance"))
        .isEqualTo(SESSIONS + "/ses_unknown");
    assertThat(mooring.alice().get("/api/v1/nothing").at("instance")).isEqualTo("/api/v1/nothing");
    assertThat(Http.at(mooring.server().uri()).get(SESSIONS).at("instance")).isEqualTo(SESSIONS);
    assertThat(mooring.alice().delete("/api/v1/servers").at("instance"))
        .isEqualTo("/api/v1/servers");
  }

  @Test
  void writesNoLineOfTheLog(Mooring mooring) {
    String name = "eve\n[today] forged by eve\n";

    assertThat(Http.at(mooring.server().uri()).loggedIn(name, "wrong").get(SESSIONS).status())
        .isEqualTo(401);

    assertThat(mooring.server().log().lines()).noneMatch(line -> line.startsWith("[today] forged"));
  }

  private interface Request {
    Http.Answer of(Http alice);
  }

  private static Http.Answer refusedTurn(Mooring mooring, int status, String code, String body) {
    String session = mooring.session();
    Http.Answer answer =
        refused(mooring, status, code, alice -> alice.post(Mooring.turns(session), body));
    assertThat(mooring.alice().get(Mooring.turns(session)).json().path("items")).isEmpty();
    return answer;
  }

  private static Http.Answer refused(
      Mooring mooring, int status, @Nullable String code, Request request) {
    Http.Answer answer = refusedAnyhow(mooring, status, request);
    if (code != null) {
      assertThat(answer.at("code")).isEqualTo(code);
    }
    assertThat(answer.at("code")).isNotBlank();
    return answer;
  }

  /** The status, a problem that tells nothing of the inside, and the same sessions as before. */
  private static Http.Answer refusedAnyhow(Mooring mooring, int status, Request request) {
    return refusedAnyhow(mooring, Set.of(status), request);
  }

  private static Http.Answer refusedAnyhow(
      Mooring mooring, Set<Integer> statuses, Request request) {
    String before = sessions(mooring);

    Http.Answer answer = request.of(mooring.alice());

    assertThat(answer.status()).as(answer.text()).isIn(statuses);
    if (answer.status() >= 400) {
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
      assertThat(answer.json().path("status").asInt()).isEqualTo(answer.status());
    }
    tellsNothing(answer, mooring);
    assertThat(sessions(mooring)).isEqualTo(before);
    return answer;
  }

  private static String sessions(Mooring mooring) {
    return mooring.alice().get(SESSIONS + "?limit=200").expect(200).text();
  }

  private static void tellsNothing(Http.Answer answer, Mooring mooring) {
    String all = (answer.headers().map() + answer.text()).toLowerCase(Locale.ROOT);
    assertThat(all)
        .doesNotContain(
            "exception",
            "java.",
            "jakarta",
            "io.mooring",
            "com.ibm",
            "jackson",
            "derby",
            "select ",
            "\\tat ",
            "liberty",
            mooring.server().data().toString().toLowerCase(Locale.ROOT));
  }

  /** Sent by hand: a client of good manners would resolve the dots itself. */
  private static int statusOf(Mooring mooring, String target) throws IOException {
    String login = "alice:" + mooring.server().password("alice");
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), mooring.server().uri().getPort())) {
      socket.setSoTimeout(20_000);
      String request =
          "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Basic %s\r\n\r\n"
              .formatted(
                  target,
                  Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).doesNotContain("Exception", "io.mooring", "com.ibm", "<web-app");
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }
}
