package io.mooring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** What may befall the opencode that a Mooring runs. */
final class Outage {
  private Outage() {}

  /** Ends it, and whatever it runs, as a crash of the machine would. */
  static void kill(MooringServer server) {
    List<ProcessHandle> before = server.opencodeProcesses();
    if (before.isEmpty()) {
      throw new IllegalStateException("there is none to kill");
    }
    before.forEach(ProcessHandle::destroyForcibly);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> before.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** As if the disk had failed: it is killed, and comes back with nothing. */
  static void loseDatabase(MooringServer server) {
    kill(server);
    deleteDatabase(server);
    awaitReturn(server);
  }

  /** Deletes the conversations of one that does not run. */
  static void deleteDatabase(MooringServer server) {
    List<Path> database = new ArrayList<>();
    try {
      Files.walkFileTree(server.data().resolve("servers"), new Databases(database));
      if (database.isEmpty()) {
        throw new IllegalStateException("there is no database to delete");
      }
      for (Path file : database) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Finds databases; other files may go while it looks. */
  private static final class Databases extends SimpleFileVisitor<Path> {
    private final List<Path> found;

    Databases(List<Path> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (file.getFileName().toString().startsWith("opencode.db")) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
      return FileVisitResult.CONTINUE;
    }
  }

  /** Waits until another session can be opened. */
  static void awaitReturn(MooringServer server) {
    Http alice = server.as("alice");
    String session = alice.post("/api/v1/sessions", "{}").expect(201).at("id");
    Awaitility.await("opencode's return")
        .atMost(Duration.ofSeconds(100)) // each outage makes the wait for the next start longer
        .pollInterval(Duration.ofMillis(250))
        .until(() -> alice.post("/api/v1/sessions/" + session + "/ensure").status() == 200);
  }

  /** How many exports a Mooring has stored since its start. */
  static double exports(MooringServer server) {
    return Http.at(server.uri())
        .get("/metrics")
        .expect(200)
        .text()
        .lines()
        .filter(line -> line.startsWith("mooring_exports_total") && line.contains("\"stored\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Waits until so many more exports were stored than before. */
  static void awaitExports(MooringServer server, double wanted) {
    Awaitility.await("exports")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> exports(server) >= wanted);
  }
}
