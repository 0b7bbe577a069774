package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Why a message failed, as a message or {@code session.error} says it.
 *
 * @param name upstream's own, for example {@code APIError}
 * @param message may be empty; comes from a model's server and is neither cleaned nor cut
 * @param statusCode the model's HTTP status, where there was one
 * @param raw the whole error, or a note where it was longer than 64 KiB
 */
public record UpstreamError(
    String name, String message, @Nullable Integer statusCode, boolean retryable, JsonNode raw) {

  /** Reads {@code {name, data}}; a tree of another shape is an {@code UnknownError}. */
  public static UpstreamError of(JsonNode error) {
    JsonNode data = error.path("data");
    return new UpstreamError(
        Fields.text(error, "name", "UnknownError"),
        Fields.text(data, "message", ""),
        Fields.number(data, "statusCode"),
        Fields.flag(data, "isRetryable"),
        Fields.capped(error));
  }

  /** Whether somebody, or we, stopped the turn. */
  public boolean aborted() {
    return name.equals("MessageAbortedError");
  }
}
