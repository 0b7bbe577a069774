package io.mooring.session;

import io.mooring.problem.InvalidValue;
import org.jspecify.annotations.Nullable;

/** A model by its provider's id and its own. */
public record ModelRef(String providerId, String modelId) {
  /** Of either id. */
  public static final int MOST_CHARS = 128;

  public ModelRef {
    check("model.providerId", providerId);
    check("model.modelId", modelId);
  }

  private static void check(String field, @Nullable String value) {
    if (value == null || value.isBlank() || value.length() > MOST_CHARS) {
      throw new InvalidValue(field, "The field " + field + " is 1 to 128 characters.");
    }
  }
}
