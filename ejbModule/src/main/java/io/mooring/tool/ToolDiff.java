package io.mooring.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The unified diff of an edit: upstream's own, or made from what the agent passed. */
final class ToolDiff {
  /** Of a diff that is shown, as UTF-8. */
  static final int MAX_BYTES = 64 * 1024;

  /** Of each side when we make the diff: its cost is quadratic when all lines differ. */
  static final int MAX_LINES = 400;

  static final int CONTEXT_LINES = 3;

  /** The paths that stand before the first hunk. */
  private static final Pattern HEADER =
      Pattern.compile("(?m)^(Index: |--- |\\+\\+\\+ )(\\S[^\\n\\t]*)");

  private final WorkPath paths;

  ToolDiff(WorkPath paths) {
    this.paths = paths;
  }

  /** The diff; null when there is none and none can be told from input and metadata. */
  @Nullable String of(String tool, JsonNode input, JsonNode metadata) {
    String diff = text(metadata, "diff");
    if (diff == null) {
      diff = text(metadata.path("filediff"), "patch");
    }
    if (diff == null) {
      diff = made(tool, input, metadata);
    }
    if (diff == null || diff.isBlank()) {
      return null;
    }
    return SafeText.block(relative(diff), MAX_BYTES);
  }

  private String relative(String diff) {
    int hunk = diff.indexOf("\n@@");
    String header = hunk < 0 ? "" : diff.substring(0, hunk);
    return HEADER
            .matcher(header)
            .replaceAll(m -> Matcher.quoteReplacement(m.group(1) + paths.shown(m.group(2))))
        + diff.substring(header.length());
  }

  private @Nullable String made(String tool, JsonNode input, JsonNode metadata) {
    String path = text(input, "filePath");
    if (path == null) {
      return null;
    }
    path = paths.shown(path);
    if (tool.equals("write")) {
      String content = text(input, "content");
      // Of a file that was there before, nobody told us the old content.
      boolean added = metadata.path("exists").isBoolean() && !metadata.path("exists").asBoolean();
      return content == null || !added ? null : added(path, content);
    }
    String before = text(input, "oldString");
    String after = text(input, "newString");
    return before == null || after == null ? null : changed(path, before, after);
  }

  private static @Nullable String added(String path, String content) {
    List<String> lines = content.lines().limit(MAX_BYTES).toList();
    return lines.isEmpty()
        ? null
        : "--- %s\n+++ %s\n@@ -0,0 +1,%d @@\n+".formatted(path, path, lines.size())
            + String.join("\n+", lines);
  }

  private static @Nullable String changed(String path, String before, String after) {
    List<String> old = before.lines().limit(MAX_LINES + 1L).toList();
    if (old.isEmpty()) {
      return added(path, after);
    }
    List<String> now = after.lines().limit(MAX_LINES + 1L).toList();
    if (old.size() > MAX_LINES || now.size() > MAX_LINES) {
      return null;
    }
    Patch<String> patch = DiffUtils.diff(old, now);
    return String.join(
        "\n", UnifiedDiffUtils.generateUnifiedDiff(path, path, old, patch, CONTEXT_LINES));
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.path(field).textValue();
  }
}
