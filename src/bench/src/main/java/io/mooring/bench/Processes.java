package io.mooring.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ends processes that we started. */
final class Processes {
  private Processes() {}

  /** Asks the process to end, kills it when it doesn't in time, and kills what it had started. */
  static void end(Process process, int patienceSeconds) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
