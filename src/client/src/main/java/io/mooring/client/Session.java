package io.mooring.client;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One conversation with an agent. */
public record Session(
    String id,
    String key,
    @Nullable String threadId,
    @Nullable String title,
    Status status,
    String agent,
    @Nullable ModelRef model,
    String workdir,
    @Nullable String upstreamSessionId,
    @Nullable String context,
    @Nullable String resumeCursor,
    @Nullable JsonNode metadata,
    String owner,
    String tenant,
    Usage usage,
    long turns,
    Instant createdAt,
    Instant updatedAt,
    Instant lastActivityAt,
    long version) {
  /** Where it is in its life. */
  public enum Status {
    @JsonProperty("new")
    NEW,
    @JsonProperty("opening")
    OPENING,
    @JsonProperty("idle")
    IDLE,
    @JsonProperty("busy")
    BUSY,
    @JsonProperty("retrying")
    RETRYING,
    @JsonProperty("crashed")
    CRASHED,
    @JsonProperty("closed")
    CLOSED,
    /** One that a newer server knows. */
    @JsonEnumDefaultValue
    UNKNOWN
  }
}
