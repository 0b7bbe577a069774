package io.mooring.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a call works on and what came of it, from the input and metadata of each tool. */
final class ToolFacts {
  static final int MAX_FILES = 100;

  private static final Pattern PATCHED =
      Pattern.compile("(?m)^\\*\\*\\* (?:(?:Add|Update|Delete) File|Move to): (.+)$");

  private final WorkPath paths;
  private final String tool;
  private final JsonNode input;
  private final JsonNode metadata;

  ToolFacts(WorkPath paths, String tool, JsonNode input, JsonNode metadata) {
    this.paths = paths;
    this.tool = tool;
    this.input = input;
    this.metadata = metadata;
  }

  /** What the label names; empty when nothing is known yet. */
  String target() {
    return switch (tool) {
      case "bash" -> text(input, "command");
      case "read", "write", "edit", "multiedit" -> path(input, "filePath");
      case "list" -> path(input, "path");
      case "patch", "apply_patch" -> patched();
      case "grep", "glob" -> text(input, "pattern");
      case "lsp" -> (text(input, "operation") + " " + path(input, "filePath")).strip();
      case "webfetch" -> text(input, "url");
      case "websearch", "codesearch" -> text(input, "query");
      case "task" -> text(input, "description");
      case "question" -> text(input.path("questions").path(0), "question");
      case "skill" -> text(input, "name");
      case "invalid" -> text(input, "tool");
      case "todowrite", "todoread" -> "";
      default -> tool;
    };
  }

  private String patched() {
    List<String> files = files();
    return files.size() > 1 ? files.size() + " files" : files.stream().findFirst().orElse("");
  }

  /** What was read or written, each once. */
  List<String> files() {
    Set<String> found = new LinkedHashSet<>();
    switch (tool) {
      case "read", "write", "edit", "multiedit" -> found.add(path(input, "filePath"));
      case "patch", "apply_patch" -> {
        for (JsonNode file : metadata.path("files")) {
          found.add(file.isTextual() ? paths.shown(file.textValue()) : path(file, "filePath"));
        }
        Matcher matcher = PATCHED.matcher(found.isEmpty() ? text(input, "patchText") : "");
        while (matcher.find() && found.size() < MAX_FILES) {
          found.add(paths.shown(matcher.group(1).strip()));
        }
      }
      default -> {}
    }
    return found.stream().filter(file -> !file.isEmpty()).limit(MAX_FILES).toList();
  }

  /** What came of a completed call; empty when there is nothing to say. */
  String summary(@Nullable String diff) {
    return switch (tool) {
      case "bash" -> exitSummary();
      case "read" -> count(metadata.path("display").path("totalLines"), "line");
      case "write", "edit", "multiedit", "patch", "apply_patch" -> changes(diff);
      case "grep" -> count(metadata.path("matches"), "match");
      case "glob", "list" -> count(metadata.path("count"), "file");
      case "todowrite", "todoread" -> todos();
      case "question" -> answers();
      default -> "";
    };
  }

  @Nullable Integer exitCode() {
    JsonNode exit = metadata.path("exit");
    return tool.equals("bash") && exit.isNumber() && exit.canConvertToInt()
        ? (Integer) exit.intValue()
        : null;
  }

  private String exitSummary() {
    if (metadata.path("exit").isNull()) {
      return "stopped";
    }
    Integer exit = exitCode();
    return exit == null || exit == 0 ? "" : "exit " + exit;
  }

  private static String count(JsonNode number, String noun) {
    if (!number.isNumber() || !number.canConvertToInt() || number.intValue() < 0) {
      return "";
    }
    int count = number.intValue();
    return count + " " + (count == 1 ? noun : noun + (noun.endsWith("ch") ? "es" : "s"));
  }

  private String changes(@Nullable String diff) {
    JsonNode counted = metadata.path("filediff");
    if (counted.path("additions").isInt() && counted.path("deletions").isInt()) {
      return "+"
          + counted.path("additions").intValue()
          + " -"
          + counted.path("deletions").intValue();
    }
    if (diff == null) {
      return "";
    }
    List<String> lines = diff.lines().toList();
    long added = lines.stream().filter(l -> l.startsWith("+") && !l.startsWith("+++ ")).count();
    long removed = lines.stream().filter(l -> l.startsWith("-") && !l.startsWith("--- ")).count();
    return "+" + added + " -" + removed;
  }

  private String todos() {
    JsonNode todos =
        metadata.path("todos").isArray() ? metadata.path("todos") : input.path("todos");
    int done = 0;
    for (JsonNode todo : todos) {
      done += text(todo, "status").equals("completed") ? 1 : 0;
    }
    return todos.isEmpty() ? "" : done + " of " + todos.size() + " done";
  }

  private String answers() {
    List<String> answers = new ArrayList<>();
    for (JsonNode labels : metadata.path("answers")) {
      labels.forEach(label -> answers.add(label.asText()));
    }
    return answers.stream().limit(MAX_FILES).collect(Collectors.joining(", "));
  }

  private String path(JsonNode node, String field) {
    String path = text(node, field);
    return path.isEmpty() ? "" : paths.shown(path);
  }

  private static String text(JsonNode node, String field) {
    String text = node.path(field).textValue();
    return text == null ? "" : text;
  }
}
