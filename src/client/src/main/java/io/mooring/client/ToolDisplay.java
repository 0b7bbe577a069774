package io.mooring.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person sees of one tool call. Kind and status are texts: a newer server may know more.
 *
 * @param kind command, read, edit, search, web, task, todo, question or other
 * @param status pending, running, completed or error
 */
public record ToolDisplay(
    String callId,
    String tool,
    @Nullable String provider,
    String kind,
    String label,
    @Nullable String title,
    String status,
    @Nullable String summary,
    @Nullable JsonNode input,
    @Nullable String output,
    boolean outputTruncated,
    @Nullable String diff,
    @Nullable String error,
    List<String> files,
    @Nullable Integer exitCode,
    @Nullable String childSessionId,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {
  public ToolDisplay {
    files = files == null ? List.of() : List.copyOf(files);
  }
}
