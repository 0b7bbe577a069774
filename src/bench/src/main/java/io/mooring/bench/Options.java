package io.mooring.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param wlp the built Liberty with the server "mooring"
 * @param work a directory of our own, for servers, databases and logs
 * @param document where the results go; none, when they are only printed
 * @param opencode the real opencode; without it, what needs it is left out
 * @param only the letters of the measurements to do
 * @param port the first of three that Mooring may use
 * @param turns how many turns each way the first measurement has
 * @param warmUp how many turns through Mooring come before it, for compilers and caches
 * @param sessions how many there are where there are many
 * @param turnsASession how many turns each of them has had
 * @param reuse takes databases that an earlier run has filled
 */
record Options(
    Path wlp,
    Path work,
    Optional<Path> document,
    Optional<Path> opencode,
    String only,
    int port,
    int turns,
    int warmUp,
    int sessions,
    int turnsASession,
    boolean reuse) {

  static Options parse(String[] args) {
    List<String> given = List.of(args);
    return new Options(
        Path.of(value(given, "--wlp").orElse("liberty/target/liberty/wlp")).toAbsolutePath(),
        Path.of(value(given, "--work").orElse("src/bench/target/run")).toAbsolutePath(),
        value(given, "--document").map(Path::of),
        value(given, "--opencode")
            .or(() -> Optional.ofNullable(System.getenv("MOORING_TEST_OPENCODE")))
            .map(Path::of),
        value(given, "--only").orElse("abcdes"),
        Integer.parseInt(value(given, "--port").orElse("19500")),
        Integer.parseInt(value(given, "--turns").orElse("400")),
        Integer.parseInt(value(given, "--warm-up").orElse("4000")),
        Integer.parseInt(value(given, "--sessions").orElse("100000")),
        Integer.parseInt(value(given, "--turns-a-session").orElse("2")),
        given.contains("--reuse"));
  }

  boolean wants(char measurement) {
    return only.indexOf(measurement) >= 0;
  }

  private static Optional<String> value(List<String> given, String name) {
    int at = given.lastIndexOf(name);
    if (at >= 0 && at + 1 == given.size()) {
      throw new IllegalArgumentException(name + " needs a value");
    }
    return at < 0 ? Optional.empty() : Optional.of(given.get(at + 1));
  }
}
