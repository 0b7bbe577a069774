package io.mooring.host;

import io.mooring.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server and everything it has started: its process group, its session, and what left both but
 * still carries its mark. Nothing else is ever signalled.
 */
final class ProcessGroup {
  private static final Duration POLL = Duration.ofMillis(25);

  private final ProcessRecord record;
  private final Ticker ticker;
  private final Duration grace;

  /**
   * @param grace how long to wait after each TERM; opencode needs two while it installs plugins
   */
  ProcessGroup(ProcessRecord record, Ticker ticker, Duration grace) {
    this.record = record;
    this.ticker = ticker;
    this.grace = grace;
  }

  /** Those of it that live. */
  List<MachineProcess> members() {
    List<MachineProcess> living = MachineProcess.living();
    // A pid is not given away while a group or session bears it: when another process has the
    // leader's, then the numbers are no longer ours.
    boolean reused =
        MachineProcess.find(record.pid())
            .filter(leader -> leader.startTicks() != record.startTicks())
            .isPresent();
    return living.stream()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> process.startTicks() >= record.startTicks())
        .filter(
            process ->
                (!reused && (process.group() == record.pid() || process.session() == record.pid()))
                    || isLeader(process)
                    || process.hasVariable(ProcessRecord.MARK, record.mark()))
        .toList();
  }

  private boolean isLeader(MachineProcess process) {
    return process.pid() == record.pid() && process.startTicks() == record.startTicks();
  }

  /**
   * Ends all of it: TERM, a second TERM after the grace, then KILL.
   *
   * @return what could not be ended, normally nothing
   */
  List<MachineProcess> end() {
    for (String signal : List.of("TERM", "TERM")) {
      if (signal(signal).isEmpty() || awaitEmpty(grace)) {
        return List.of();
      }
    }
    // What is killed may just have started something: several rounds.
    for (int round = 0; round < 20; round++) {
      if (signal("KILL").isEmpty() || awaitEmpty(Duration.ofMillis(250))) {
        return List.of();
      }
    }
    return members();
  }

  private List<MachineProcess> signal(String signal) {
    List<MachineProcess> members = members();
    if (members.stream().anyMatch(process -> process.group() == record.pid())) {
      signalGroup(signal, record.pid());
    }
    for (MachineProcess process : members) {
      if (process.group() != record.pid()) {
        // The handle remembers the start time and spares a process that took over the pid.
        ProcessHandle.of(process.pid())
            .filter(handle -> isStill(process))
            .ifPresent(
                handle -> {
                  boolean asked =
                      signal.equals("KILL") ? handle.destroyForcibly() : handle.destroy();
                  if (!asked) {
                    log("process " + process.pid() + " could not be signalled", null);
                  }
                });
      }
    }
    return members;
  }

  private static boolean isStill(MachineProcess process) {
    return MachineProcess.find(process.pid())
        .filter(now -> now.startTicks() == process.startTicks())
        .isPresent();
  }

  /** One signal for all: no member can fork past it. Java has no call for it, the shell has. */
  static void signalGroup(String signal, long group) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" -- \"-$2\"", "sh", signal, "" + group)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      log("the group " + group + " could not be signalled", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitEmpty(Duration atMost) {
    long from = ticker.nanos();
    while (ticker.since(from).compareTo(atMost) < 0) {
      if (members().isEmpty()) {
        return true;
      }
      try {
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return members().isEmpty(); // no more patience: go on to the next signal
      }
    }
    return members().isEmpty();
  }

  private static void log(String message, @Nullable Exception cause) {
    System.getLogger(ProcessGroup.class.getName()).log(System.Logger.Level.WARNING, message, cause);
  }
}
