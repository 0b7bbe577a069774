package io.mooring.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process of this machine as /proc shows it. The pid together with the start time names a process
 * for good; the pid alone is given to another one sooner or later.
 *
 * @param startTicks field 22 of stat: clock ticks since the machine booted
 */
record MachineProcess(long pid, char state, long group, long session, long startTicks) {
  private static final Path PROC = Path.of("/proc");

  /** Where /proc is missing, processes can't be told apart, and none is started. */
  static boolean supported() {
    return Files.isReadable(PROC.resolve("self/stat"));
  }

  /** Changes with each boot of the machine, after which no start time means anything. */
  static String bootId() throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
  }

  static Optional<MachineProcess> find(long pid) {
    try {
      return Optional.of(
          parse(
              pid,
              Files.readString(
                  PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      return Optional.empty(); // gone, or about to be
    }
  }

  /** Every process that is still able to do something: zombies are not. */
  static List<MachineProcess> living() {
    List<MachineProcess> living = new ArrayList<>();
    try (Stream<Path> entries = Files.list(PROC)) {
      entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.chars().allMatch(c -> c >= '0' && c <= '9'))
          .map(name -> find(Long.parseLong(name)))
          .flatMap(Optional::stream)
          .filter(MachineProcess::lives)
          .forEach(living::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return living;
  }

  boolean lives() {
    return state != 'Z' && state != 'X';
  }

  /** Whether it was started with this environment variable; unreadable is no. */
  boolean hasVariable(String name, String value) {
    try {
      String all =
          Files.readString(
              PROC.resolve(Long.toString(pid)).resolve("environ"), StandardCharsets.ISO_8859_1);
      return ('\0' + all).contains('\0' + name + '=' + value + '\0');
    } catch (IOException e) {
      return false;
    }
  }

  /** The name in parentheses may hold anything, so counting starts after the last one. */
  static MachineProcess parse(long pid, String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return new MachineProcess(
        pid,
        fields[0].charAt(0),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[19]));
  }
}
