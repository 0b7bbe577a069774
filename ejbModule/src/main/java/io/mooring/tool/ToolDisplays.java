package io.mooring.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.opencode.wire.Part.ToolPart;
import io.mooring.opencode.wire.ToolState;
import io.mooring.tool.SafeText.Block;
import io.mooring.tool.ToolDisplay.Status;
import org.jspecify.annotations.Nullable;

/** Makes of a tool call as upstream tells it what a person sees. */
public final class ToolDisplays {
  /** Of a label or a summary, in UTF-16 units. */
  public static final int MAX_LABEL_CHARS = 120;

  /** Of a title, in UTF-16 units. */
  public static final int MAX_TITLE_CHARS = 200;

  /** More than a path has. */
  private static final int MAX_COMPARED_CHARS = 64 * 1024;

  /** Of a name or an id, in UTF-16 units. */
  public static final int MAX_NAME_CHARS = 128;

  /** Of the output, as UTF-8. */
  public static final int MAX_OUTPUT_BYTES = 16 * 1024;

  /** Of the output; the first and the last are kept. */
  public static final int MAX_OUTPUT_LINES = 200;

  /** Of an error, as UTF-8. */
  public static final int MAX_ERROR_BYTES = 4 * 1024;

  private final WorkPath paths;
  private final ToolDiff diffs;

  private ToolDisplays(String workdir) {
    this.paths = new WorkPath(workdir);
    this.diffs = new ToolDiff(paths);
  }

  /** Displays for calls made in a directory. */
  public static ToolDisplays in(String workdir) {
    return new ToolDisplays(workdir);
  }

  /**
   * What a person sees of the call. Upstream says of a tool that isn't there that the tool {@code
   * invalid} completed; to a person it failed.
   */
  public ToolDisplay of(ToolPart part) {
    ToolState state = part.state();
    String tool = part.tool();
    Status status = status(tool, state);
    ToolFacts facts = new ToolFacts(paths, tool, state.input(), state.metadata());
    String target = SafeText.line(facts.target(), MAX_LABEL_CHARS);
    Block output = output(state, tool);
    String diff = status == Status.ERROR ? null : diffs.of(tool, state.input(), state.metadata());
    String error = status == Status.ERROR ? error(state) : null;
    String summary = error == null ? summary(status, facts, diff) : error;
    return new ToolDisplay(
        SafeText.line(part.callId(), MAX_NAME_CHARS),
        SafeText.line(tool, MAX_NAME_CHARS),
        provider(tool),
        ToolVerb.of(tool).kind(),
        SafeText.line(ToolVerb.of(tool).label(status, target), MAX_LABEL_CHARS),
        title(state.title(), facts.target(), tool),
        status,
        SafeText.line(summary, MAX_LABEL_CHARS),
        ToolInput.safe(state.input()),
        status == Status.ERROR || output == null ? null : output.text(),
        output != null && status != Status.ERROR && truncated(state, output),
        diff,
        error,
        facts.files(),
        facts.exitCode(),
        child(state.metadata()),
        state.start(),
        state.end());
  }

  private static Status status(String tool, ToolState state) {
    return switch (state.status()) {
      case PENDING -> Status.PENDING;
      case RUNNING -> Status.RUNNING;
      case COMPLETED -> tool.equals("invalid") ? Status.ERROR : Status.COMPLETED;
      case ERROR -> Status.ERROR;
    };
  }

  private static String summary(Status status, ToolFacts facts, @Nullable String diff) {
    return status == Status.COMPLETED ? facts.summary(diff) : "";
  }

  /**
   * Upstream's own title, but for a path: outside of a git repository that is relative to the file
   * system's root and would show where the server keeps its workdirs. Both are cleaned before they
   * are compared, for a hostile name looks different afterwards.
   */
  private static String title(@Nullable String title, String target, String tool) {
    String given = title == null ? "" : SafeText.line(title, MAX_COMPARED_CHARS);
    String about = SafeText.line(target, MAX_COMPARED_CHARS);
    boolean own =
        !given.isEmpty()
            && !tool.equals("invalid")
            && (about.isEmpty() || !given.endsWith("/" + about));
    String text = own ? given : about;
    return SafeText.line(text.isEmpty() ? tool : text, MAX_TITLE_CHARS);
  }

  /** The end of a command's output as it grows, or the file's text without upstream's wrapping. */
  private static @Nullable Block output(ToolState state, String tool) {
    String shown = state.metadata().path("display").path("text").textValue();
    String output = tool.equals("read") && shown != null ? shown : state.output();
    if (output == null) {
      output = state.metadata().path("output").textValue();
    }
    return output == null ? null : SafeText.block(output, MAX_OUTPUT_BYTES, MAX_OUTPUT_LINES);
  }

  private static boolean truncated(ToolState state, Block output) {
    return output.cut() || state.metadata().path("truncated").asBoolean(false);
  }

  private static String error(ToolState state) {
    String error = state.error();
    if (error == null) {
      error = state.input().path("error").textValue();
    }
    return SafeText.block(error == null ? "failed" : error, MAX_ERROR_BYTES);
  }

  private static @Nullable String child(JsonNode metadata) {
    String id = metadata.path("sessionId").textValue();
    return id == null || id.isBlank() ? null : SafeText.line(id, MAX_NAME_CHARS);
  }

  /** Upstream names an MCP tool {@code server_tool}; which underscore it was, nobody says. */
  private static @Nullable String provider(String tool) {
    int end = tool.indexOf('_');
    return ToolVerb.builtIn(tool) || end <= 0
        ? null
        : SafeText.line(tool.substring(0, end), MAX_NAME_CHARS);
  }
}
