package io.mooring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java of its own with the tests' class path, to be killed by whoever starts it. */
public final class TestJvm {
  private TestJvm() {}

  /**
   * One that runs a main class, its standard error with its output.
   *
   * @param options what the JVM is told besides
   */
  public static ProcessBuilder of(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
