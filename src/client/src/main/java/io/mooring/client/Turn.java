package io.mooring.client;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One prompt and all that followed until the agent stopped.
 *
 * @param text what the agent has said so far
 * @param position how many turns of the session come before it, while it waits
 */
public record Turn(
    String id,
    String sessionId,
    State state,
    String prompt,
    String text,
    String reasoning,
    List<ToolDisplay> tools,
    @Nullable JsonNode todos,
    @Nullable Failure error,
    Usage usage,
    @Nullable String context,
    Instant queuedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Long position) {
  public Turn {
    text = text == null ? "" : text;
    reasoning = reasoning == null ? "" : reasoning;
    tools = tools == null ? List.of() : List.copyOf(tools);
  }

  /** Where it is in its life. */
  public enum State {
    @JsonProperty("queued")
    QUEUED,
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("aborted")
    ABORTED,
    @JsonProperty("timed-out")
    TIMED_OUT,
    @JsonProperty("interrupted")
    INTERRUPTED,
    /** One that a newer server knows. */
    @JsonEnumDefaultValue
    UNKNOWN;

    /** Whether nothing more comes. */
    public boolean hasEnded() {
      return this != QUEUED && this != RUNNING && this != UNKNOWN;
    }
  }

  /** Why it did not complete. */
  public record Failure(String code, String message, boolean retryable) {}
}
