package io.mooring.boot;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Speaks to whoever starts the server, on the process's own standard streams and past the log's
 * format, so that what must be read is one line.
 */
final class LastWords {
  private LastWords() {}

  /** Prints a line to the standard output. */
  static void say(String line) {
    print(FileDescriptor.out, line);
  }

  /**
   * Prints why the server can't start and ends it at once. It halts instead of exiting: nothing has
   * been started yet, and an orderly stop of a half-started server would print pages after the
   * line.
   */
  static void exit(String why) {
    String line = "Mooring can't start: " + why.replaceAll("\\s*\\R\\s*", " ");
    // At this level it reaches messages.log and not the console, where it would stand twice.
    System.getLogger("mooring").log(System.Logger.Level.INFO, line);
    print(FileDescriptor.err, line);
    Runtime.getRuntime().halt(1);
  }

  private static void print(FileDescriptor to, String line) {
    PrintStream stream = new PrintStream(new FileOutputStream(to), true, StandardCharsets.UTF_8);
    stream.println(line);
    stream.flush();
  }
}
