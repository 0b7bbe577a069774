package io.mooring.problem.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemDocumentTest {
  private static final class Trouble extends Problem {
    Trouble(ProblemKind kind, @Nullable Duration retryAfter, Map<String, ?> facts) {
      super(kind, "some-trouble", "It went \"wrong\".", facts, retryAfter, null);
    }
  }

  private static Response response(ProblemKind kind) {
    return ProblemDocument.response(new Trouble(kind, null, Map.of()), "/api/v1/x");
  }

  private static JsonNode body(Response response) {
    return Json.read((String) response.getEntity());
  }

  @ParameterizedTest
  @CsvSource({
    "MALFORMED, 400",
    "FORBIDDEN, 403",
    "NOT_FOUND, 404",
    "CONFLICT, 409",
    "PRECONDITION_FAILED, 412",
    "TOO_LARGE, 413",
    "INVALID, 422",
    "TOO_MANY, 429",
    "INTERNAL, 500",
    "UPSTREAM_REFUSED, 502",
    "UNAVAILABLE, 503",
    "UPSTREAM_LATE, 504"
  })
  void aKindHasItsStatus(ProblemKind kind, int status) {
    assertThat(response(kind).getStatus()).isEqualTo(status);
    assertThat(body(response(kind)).path("status").asInt()).isEqualTo(status);
  }

  @ParameterizedTest
  @EnumSource(ProblemKind.class)
  void everyKindIsAProblemDocumentThatNobodyKeeps(ProblemKind kind) {
    Response response = response(kind);

    assertThat(response.getMediaType()).hasToString("application/problem+json");
    assertThat(response.getHeaderString("Cache-Control")).isEqualTo("no-store");
    assertThat(response.getHeaderString("Retry-After")).isNull();
  }

  @Test
  void holdsTheMembersOfRfc9457TheCodeAndTheFacts() {
    Response response =
        ProblemDocument.response(
            new Trouble(ProblemKind.CONFLICT, null, Map.of("field", "key", "limitBytes", 5L)),
            "/api/v1/sessions/ses_1");

    assertThat(body(response))
        .isEqualTo(
            Json.read(
                """
                {"type": "urn:mooring:problem:some-trouble", "title": "Some trouble",
                 "status": 409, "detail": "It went \\"wrong\\".",
                 "instance": "/api/v1/sessions/ses_1", "code": "some-trouble",
                 "field": "key", "limitBytes": 5}
                """));
  }

  @ParameterizedTest
  @CsvSource({"PT0.2S, 1", "PT1S, 1", "PT30S, 30"})
  void saysAfterHowManyWholeSecondsToTryAgain(Duration after, String header) {
    Response response =
        ProblemDocument.response(new Trouble(ProblemKind.UNAVAILABLE, after, Map.of()), "/");

    assertThat(response.getHeaderString("Retry-After")).isEqualTo(header);
  }

  @Test
  void factsDontReplaceWhatTheDocumentSays() {
    JsonNode body =
        Json.read(ProblemDocument.text(409, "some-trouble", "Why.", "/", Map.of("status", 200)));

    assertThat(body.path("status").asInt()).isEqualTo(409);
  }
}
