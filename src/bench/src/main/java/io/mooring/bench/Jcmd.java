package io.mooring.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's tool that asks a running JVM. */
final class Jcmd {
  private Jcmd() {}

  /** What it prints, a line each. */
  static List<String> run(long pid, String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add(Long.toString(pid));
    line.addAll(List.of(command));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    List<String> printed;
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      printed = output.lines().toList();
    }
    if (process.waitFor() != 0) {
      throw new IOException(line + " failed: " + printed);
    }
    return printed;
  }
}
