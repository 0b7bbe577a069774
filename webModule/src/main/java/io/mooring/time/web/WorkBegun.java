package io.mooring.time.web;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers a POST whose work goes on: 202 at once, or what came of it when the caller waits. */
public final class WorkBegun {
  private WorkBegun() {}

  /**
   * The answer.
   *
   * @param begun the work as it was begun
   * @param location where it is read
   * @param prefer the header of that name
   * @param ended waits that long for the work's end
   * @param waited renders what the work has come to by then
   */
  public static <T> CompletionStage<Response> answer(
      T begun,
      URI location,
      @Nullable String prefer,
      Function<Duration, CompletionStage<T>> ended,
      Function<T, ResponseBuilder> waited) {
    Optional<Duration> wait = Preference.wait(prefer);
    if (wait.isEmpty()) {
      return CompletableFuture.completedFuture(Response.accepted(begun).location(location).build());
    }
    return ended
        .apply(wait.get())
        .thenApply(
            now ->
                waited
                    .apply(now)
                    .location(location)
                    .header("Preference-Applied", "wait=" + wait.get().toSeconds())
                    .entity(now)
                    .build());
  }
}
