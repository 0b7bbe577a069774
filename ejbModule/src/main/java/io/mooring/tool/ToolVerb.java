package io.mooring.tool;

import io.mooring.tool.ToolDisplay.Kind;
import io.mooring.tool.ToolDisplay.Status;
import java.util.Map;

/**
 * How a tool is spoken of.
 *
 * @param doing for example Reading
 * @param done for example Read
 * @param infinitive for example read, as in Couldn't read
 * @param something stands in while the input isn't known, for example a file
 */
record ToolVerb(Kind kind, String doing, String done, String infinitive, String something) {
  private static final ToolVerb PATCH =
      new ToolVerb(Kind.EDIT, "Patching", "Patched", "patch", "files");
  private static final ToolVerb EDIT =
      new ToolVerb(Kind.EDIT, "Editing", "Edited", "edit", "a file");
  private static final ToolVerb WEB_SEARCH =
      new ToolVerb(
          Kind.WEB,
          "Searching the web for",
          "Searched the web for",
          "search the web for",
          "something");
  private static final ToolVerb CALL =
      new ToolVerb(Kind.OTHER, "Calling", "Called", "call", "a tool");

  private static final Map<String, ToolVerb> BY_TOOL =
      Map.ofEntries(
          Map.entry("bash", new ToolVerb(Kind.COMMAND, "Running", "Ran", "run", "a command")),
          Map.entry("read", new ToolVerb(Kind.READ, "Reading", "Read", "read", "a file")),
          Map.entry("write", new ToolVerb(Kind.EDIT, "Writing", "Wrote", "write", "a file")),
          Map.entry("edit", EDIT),
          Map.entry("multiedit", EDIT),
          Map.entry("patch", PATCH),
          Map.entry("apply_patch", PATCH),
          Map.entry(
              "grep",
              new ToolVerb(Kind.SEARCH, "Searching for", "Searched for", "search for", "text")),
          Map.entry(
              "glob", new ToolVerb(Kind.SEARCH, "Looking for", "Looked for", "look for", "files")),
          Map.entry("list", new ToolVerb(Kind.READ, "Listing", "Listed", "list", "a directory")),
          Map.entry("lsp", new ToolVerb(Kind.SEARCH, "Looking up", "Looked up", "look up", "code")),
          Map.entry("webfetch", new ToolVerb(Kind.WEB, "Fetching", "Fetched", "fetch", "a page")),
          Map.entry("websearch", WEB_SEARCH),
          Map.entry("codesearch", WEB_SEARCH),
          Map.entry("task", new ToolVerb(Kind.TASK, "Working on", "Finished", "finish", "a task")),
          Map.entry(
              "todowrite",
              new ToolVerb(Kind.TODO, "Updating", "Updated", "update", "the to-do list")),
          Map.entry(
              "todoread", new ToolVerb(Kind.TODO, "Reading", "Read", "read", "the to-do list")),
          Map.entry(
              "question",
              new ToolVerb(Kind.QUESTION, "Asking", "Asked", "get an answer to", "a question")),
          Map.entry(
              "skill", new ToolVerb(Kind.OTHER, "Loading skill", "Loaded skill", "load skill", "")),
          Map.entry("invalid", CALL));

  /** The verb of a tool; the general one for a tool that isn't upstream's own. */
  static ToolVerb of(String tool) {
    return BY_TOOL.getOrDefault(tool, CALL);
  }

  static boolean builtIn(String tool) {
    return BY_TOOL.containsKey(tool);
  }

  /** One line that says how far it is. */
  String label(Status status, String target) {
    String object = target.isEmpty() ? something : target;
    String phrase =
        switch (status) {
          case PENDING, RUNNING -> doing;
          case COMPLETED -> done;
          case ERROR -> "Couldn't " + infinitive;
        };
    return (phrase + " " + object).strip();
  }
}
