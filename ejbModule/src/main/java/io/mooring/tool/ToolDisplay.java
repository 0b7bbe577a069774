package io.mooring.tool;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a person sees of one tool call. All text is {@linkplain SafeText clean} and cut; paths
 * inside the workdir are relative to it.
 *
 * @param tool upstream's name, with the prefix where there is one
 * @param provider the MCP server's name, when the tool isn't one of upstream's own
 * @param label one line that says what happens or happened: Reading README.md, Read README.md
 * @param title what the call is about, in upstream's words where it has some
 * @param summary what came of it, in a few words; may be empty
 * @param input what the agent passed, a JSON object with its values cut
 * @param output so far while running or when it was broken off, else in full; absent for a call
 *     that failed by itself
 * @param outputTruncated whether upstream or we left some of the output out
 * @param diff a unified diff of what was, or is about to be, changed
 * @param files what was read or written
 * @param childSessionId the subagent's session upstream
 */
public record ToolDisplay(
    String callId,
    String tool,
    @Nullable String provider,
    Kind kind,
    String label,
    String title,
    Status status,
    String summary,
    JsonNode input,
    @Nullable String output,
    boolean outputTruncated,
    @Nullable String diff,
    @Nullable String error,
    List<String> files,
    @Nullable Integer exitCode,
    @Nullable String childSessionId,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {

  private static final String INTERRUPTED = "interrupted";

  public ToolDisplay {
    files = List.copyOf(files);
  }

  /** The same call, given up by whoever watched it: nobody will ever say how it ended. */
  public ToolDisplay brokenOff(Instant at) {
    return new ToolDisplay(
        callId,
        tool,
        provider,
        kind,
        SafeText.line(ToolVerb.of(tool).label(Status.ERROR, title), ToolDisplays.MAX_LABEL_CHARS),
        title,
        Status.ERROR,
        INTERRUPTED,
        input,
        output,
        outputTruncated,
        null,
        INTERRUPTED,
        files,
        exitCode,
        childSessionId,
        startedAt,
        at);
  }

  /** What sort of thing a tool does. */
  public enum Kind {
    COMMAND,
    READ,
    EDIT,
    SEARCH,
    WEB,
    TASK,
    TODO,
    QUESTION,
    OTHER;

    /** As the API writes it. */
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How far the call is. */
  public enum Status {
    PENDING,
    RUNNING,
    COMPLETED,
    ERROR;

    /** As the API writes it. */
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more comes. */
    public boolean ended() {
      return this == COMPLETED || this == ERROR;
    }
  }
}
