package io.mooring.problem;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value in an otherwise readable request is wrong; the problem names the field. */
public class InvalidValue extends Problem {
  public InvalidValue(String field, String message) {
    this("invalid-value", field, message, null);
  }

  public InvalidValue(String code, String field, String message, @Nullable Throwable cause) {
    super(ProblemKind.INVALID, code, message, Map.of("field", field), null, cause);
  }
}
