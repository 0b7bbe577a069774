package io.mooring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the build has made: the directory it works in, and the Liberty with Mooring on it. */
final class Installed {
  /** The module's target directory. */
  static final Path TARGET =
      Path.of(System.getProperty("mooring.test.target", "liberty/target")).toAbsolutePath();

  private static final int FIRST_PORT = Integer.getInteger("mooring.test.port", 19_200);
  private static final int PORTS = 60;
  private static int nextPort = FIRST_PORT;

  private Installed() {}

  static Path liberty() {
    return TARGET.resolve("liberty/wlp");
  }

  /** A port of the tests' range that nobody listens on; each call answers another one. */
  static synchronized int freePort() {
    for (int tried = 0; tried < PORTS; tried++) {
      int port = nextPort;
      nextPort = nextPort + 1 < FIRST_PORT + PORTS ? nextPort + 1 : FIRST_PORT;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free from " + FIRST_PORT + " on");
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** A new directory for one server, with links resolved. */
  static Path newDirectory(String name) {
    try {
      Path parent = Files.createDirectories(TARGET.resolve("system"));
      return Files.createTempDirectory(parent, name + "-").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(from)) {
      files = found.toList();
    }
    for (Path file : files) {
      Path copy = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(file, copy);
      }
    }
  }

  /** Deletes what is there; agents may still be writing into it, so what resists is left. */
  static void delete(Path root) {
    try (Stream<Path> found = Files.walk(root)) {
      found.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      System.getLogger(Installed.class.getName())
          .log(System.Logger.Level.INFO, "Not all of a test's files could be deleted.", e);
    }
  }
}
