package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a session is doing. Waiting for a permission or an answer is {@link Busy}. */
public sealed interface UpstreamStatus {
  /** Nothing runs; idle sessions are absent from the status call's answer. */
  record Idle() implements UpstreamStatus {}

  /** A turn runs. */
  record Busy() implements UpstreamStatus {}

  /**
   * The model's server failed and is asked again.
   *
   * @param attempt from 1; 0 when upstream didn't say
   * @param next when it's asked again
   */
  record Retry(int attempt, String message, @Nullable Instant next) implements UpstreamStatus {}

  /** Reads a SessionStatus; empty for a type that we don't know. */
  static Optional<UpstreamStatus> of(JsonNode status) {
    return switch (Fields.text(status, "type", "")) {
      case "idle" -> Optional.of(new Idle());
      case "busy" -> Optional.of(new Busy());
      case "retry" -> {
        Integer attempt = Fields.number(status, "attempt");
        yield Optional.of(
            new Retry(
                attempt == null ? 0 : Math.max(0, attempt),
                Fields.text(status, "message", ""),
                Fields.time(status, "next")));
      }
      default -> Optional.empty();
    };
  }
}
