package io.mooring.host;

import io.mooring.report.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A short command that is run to its end: the version question, npm.
 *
 * @param environment all that it sees, nothing of Mooring's own is added
 */
record Command(List<String> words, Path directory, Map<String, String> environment) {

  /**
   * How it ended.
   *
   * @param exit -1 when it was ended because it took too long
   * @param lines the last lines of both outputs, cleaned
   */
  record Outcome(int exit, List<String> lines) {}

  /**
   * Runs it and kills what is left of it after {@code atMost}.
   *
   * @throws IOException when it can't be started, for example because there is no such program
   */
  Outcome run(Duration atMost, ThreadFactory threads) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    ServerLog log = new ServerLog();
    Secrets secrets = new Secrets(List.of());
    try {
      process.getOutputStream().close();
      Thread drain =
          threads.newThread(
              () ->
                  LineReader.drain(process.getInputStream(), line -> log.add(secrets.clean(line))));
      drain.start();
      boolean ended = process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
      if (ended) {
        drain.join(1_000); // a grandchild may hold the pipe open for longer
      } else {
        killGroup(process);
      }
      return new Outcome(ended ? process.exitValue() : -1, log.last(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      killGroup(process);
      return new Outcome(-1, log.last(20));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Where the command leads a group of its own, as one that setsid started does. */
  private static void killGroup(Process process) {
    boolean leads =
        MachineProcess.find(process.pid())
            .filter(found -> found.group() == process.pid())
            .isPresent();
    if (leads) {
      ProcessGroup.signalGroup("KILL", process.pid());
    }
  }
}
