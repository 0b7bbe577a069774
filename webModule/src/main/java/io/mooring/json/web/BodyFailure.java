package io.mooring.json.web;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's body can't be read. */
public class BodyFailure extends Problem {
  private BodyFailure(
      ProblemKind kind,
      String code,
      String message,
      Map<String, ?> facts,
      @Nullable Throwable cause) {
    super(kind, code, message, facts, null, cause);
  }

  static BodyFailure malformed(String message, @Nullable Throwable cause) {
    return new BodyFailure(ProblemKind.MALFORMED, "malformed-json", message, Map.of(), cause);
  }

  static BodyFailure unknownField(String field) {
    return new BodyFailure(
        ProblemKind.INVALID,
        "unknown-field",
        "The field " + field + " is not known.",
        Map.of("field", field),
        null);
  }

  static BodyFailure wrongType(String field, Throwable cause) {
    return new BodyFailure(
        ProblemKind.INVALID,
        "invalid-value",
        "The field " + field + " has a value of the wrong form.",
        Map.of("field", field),
        cause);
  }

  /** More than may be sent. */
  public static BodyFailure tooLarge(long mostBytes) {
    return new BodyFailure(
        ProblemKind.TOO_LARGE,
        "body-too-large",
        "The body is larger than " + mostBytes + " bytes.",
        Map.of("limitBytes", mostBytes),
        null);
  }
}
