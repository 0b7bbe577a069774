package io.mooring.tool;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Shows paths of the agent's as text. They are read as upstream's host would, not ours, and may be
 * anything, so nothing here asks a file system.
 */
final class WorkPath {
  static final int MAX_CHARS = 1_024;

  private final String workdir;

  WorkPath(String workdir) {
    this.workdir = normal(workdir);
  }

  /** The path relative to the workdir when it's inside, else as it is; always one clean line. */
  String shown(String path) {
    String normal = normal(path);
    String shown = path;
    if (normal.equals(workdir)) {
      shown = ".";
    } else if (!workdir.equals("/") && normal.startsWith(workdir + "/")) {
      shown = normal.substring(workdir.length() + 1);
    } else if (!path.startsWith("/") && !normal.startsWith("..") && !normal.isEmpty()) {
      shown = normal;
    }
    return SafeText.line(shown, MAX_CHARS);
  }

  private static String normal(String path) {
    boolean absolute = path.startsWith("/");
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/", -1)) {
      if (name.equals("..") && !names.isEmpty() && !names.getLast().equals("..")) {
        names.removeLast();
      } else if (name.equals("..") ? !absolute : !name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return (absolute ? "/" : "") + String.join("/", names);
  }
}
