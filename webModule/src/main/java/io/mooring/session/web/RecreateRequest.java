package io.mooring.session.web;

import io.mooring.problem.InvalidValue;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /sessions/{id}/recreate}. */
public record RecreateRequest(@Nullable String replacing, @Nullable String context) {
  public RecreateRequest {
    if (context != null && !context.equals("fresh") && !context.equals("restored")) {
      throw new InvalidValue("context", "The context is fresh or restored.");
    }
  }

  /** Otherwise what was said goes on, as far as it is known. */
  boolean withoutHistory() {
    return "fresh".equals(context);
  }
}
