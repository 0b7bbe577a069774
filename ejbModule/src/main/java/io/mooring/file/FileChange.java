package io.mooring.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mooring.tool.SafeText;
import io.mooring.tool.ToolDisplay;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a completed call read, changed or ran, clean and cut as its display is.
 *
 * @param messageId the message of the call: upstream's id until it is written, ours from then on
 * @param path relative to the workdir where it is inside; of a patch of several files one a line
 * @param diff of a write, an edit or a patch
 * @param command of a bash
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileChange(
    String messageId,
    String callId,
    FileEventType type,
    @Nullable String path,
    @Nullable String diff,
    @Nullable String command) {
  static final int MOST_ID_CHARS = 160;

  /** Reads a call; empty when it has not completed, or has nothing to do with files. */
  public static Optional<FileChange> of(String upstreamMessageId, ToolDisplay tool) {
    if (tool.status() != ToolDisplay.Status.COMPLETED) {
      return Optional.empty();
    }
    return FileEventType.ofTool(tool.tool())
        .map(
            type ->
                new FileChange(
                    SafeText.line(upstreamMessageId, MOST_ID_CHARS),
                    tool.callId(),
                    type,
                    tool.files().isEmpty() ? null : String.join("\n", tool.files()),
                    type == FileEventType.READ ? null : tool.diff(),
                    type == FileEventType.BASH ? tool.input().path("command").textValue() : null));
  }

  FileChange inMessage(String ourMessageId) {
    return new FileChange(ourMessageId, callId, type, path, diff, command);
  }
}
