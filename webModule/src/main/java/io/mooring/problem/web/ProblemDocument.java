package io.mooring.problem.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** A failure as {@code application/problem+json} (RFC 9457). */
public final class ProblemDocument {
  public static final String MEDIA_TYPE = "application/problem+json";
  private static final MediaType TYPE = MediaType.valueOf(MEDIA_TYPE);

  private ProblemDocument() {}

  /** The HTTP status of a kind of failure. */
  static int status(ProblemKind kind) {
    return switch (kind) {
      case MALFORMED -> 400;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case PRECONDITION_FAILED -> 412;
      case TOO_LARGE -> 413;
      case INVALID -> 422;
      case TOO_MANY -> 429;
      case UPSTREAM_REFUSED -> 502;
      case UNAVAILABLE -> 503;
      case UPSTREAM_LATE -> 504;
      case INTERNAL -> 500;
    };
  }

  /**
   * The document's text.
   *
   * @param instance the path that was asked for, as it was sent
   */
  static String text(
      int status, String code, String detail, String instance, Map<String, ?> facts) {
    ObjectNode body =
        Json.object()
            .put("type", "urn:mooring:problem:" + code)
            .put("title", title(code))
            .put("status", status)
            .put("detail", detail)
            .put("instance", instance)
            .put("code", code);
    facts.forEach((name, value) -> body.putIfAbsent(name, Json.lenient().valueToTree(value)));
    return Json.write(body);
  }

  static Response response(int status, String code, String detail, String instance) {
    return builder(status, code, detail, instance, Map.of()).build();
  }

  static Response response(Problem problem, String instance) {
    int status = status(problem.kind());
    Response.ResponseBuilder response =
        builder(
            status,
            problem.code(),
            String.valueOf(problem.getMessage()),
            instance,
            problem.facts());
    problem
        .retryAfter()
        .ifPresent(after -> response.header("Retry-After", Math.max(1, after.toSeconds())));
    return response.build();
  }

  private static Response.ResponseBuilder builder(
      int status, String code, String detail, String instance, Map<String, ?> facts) {
    return Response.status(status)
        .type(TYPE)
        .header("Cache-Control", "no-store")
        .entity(text(status, code, detail, instance, facts));
  }

  private static String title(String code) {
    String words = code.replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
