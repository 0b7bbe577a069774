package io.mooring.session.web;

import io.mooring.json.web.BodyFailure;
import io.mooring.problem.InvalidValue;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /sessions/{id}/recreate}. */
public record RecreateRequest(@Nullable String replacing, @Nullable String context) {
  public RecreateRequest {
    if ("restored".equals(context)) {
      throw BodyFailure.notAvailable("context");
    }
    if (context != null && !context.equals("fresh")) {
      throw new InvalidValue("context", "The context is fresh or restored.");
    }
  }
}
