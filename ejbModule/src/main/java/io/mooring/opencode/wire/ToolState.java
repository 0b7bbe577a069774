package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a tool call is.
 *
 * @param input a JSON object, empty while pending
 * @param output of a completed call
 * @param metadata a JSON object of the tool's own shape
 * @param error of a failed call
 */
public record ToolState(
    Status status,
    JsonNode input,
    @Nullable String output,
    @Nullable String title,
    JsonNode metadata,
    @Nullable String error,
    @Nullable Instant start,
    @Nullable Instant end) {

  /** The four states that upstream knows. */
  public enum Status {
    PENDING,
    RUNNING,
    COMPLETED,
    ERROR;

    /** Whether nothing more comes. */
    public boolean ended() {
      return this == COMPLETED || this == ERROR;
    }
  }

  static ToolState of(JsonNode state) {
    return new ToolState(
        status(state),
        Fields.object(state, "input"),
        Fields.text(state, "output"),
        Fields.text(state, "title"),
        Fields.object(state, "metadata"),
        Fields.text(state, "error"),
        Fields.time(state.path("time"), "start"),
        Fields.time(state.path("time"), "end"));
  }

  /** A status of another version is read from what else is there. */
  private static Status status(JsonNode state) {
    return switch (Fields.text(state, "status", "")) {
      case "pending" -> Status.PENDING;
      case "running" -> Status.RUNNING;
      case "completed" -> Status.COMPLETED;
      case "error" -> Status.ERROR;
      default -> {
        if (Fields.text(state, "error") != null) {
          yield Status.ERROR;
        }
        yield Fields.time(state.path("time"), "end") == null ? Status.RUNNING : Status.COMPLETED;
      }
    };
  }
}
