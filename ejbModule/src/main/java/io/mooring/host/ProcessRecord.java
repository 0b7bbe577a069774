package io.mooring.host;

import io.mooring.json.Json;
import io.mooring.json.JsonFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is written down of a server before it may do anything, so that a later Mooring finds it and
 * mistakes nothing else for it. It holds no secret.
 *
 * @param pid the leader of its process group and session, both of which bear its number
 * @param startTicks when the leader started, as {@link MachineProcess#startTicks()}
 * @param bootId the machine's boot in which these numbers mean something
 * @param mark a random value in the environment of the server and all it starts: children that
 *     leave the group (opencode's own shell commands do) are known by it
 * @param port where it listens; 0 until it is ready
 */
record ProcessRecord(long pid, long startTicks, String bootId, String mark, int port) {
  /** The environment variable that holds {@link #mark()}. */
  static final String MARK = "MOORING_SERVER";

  private static final String NAME = "process.json";

  static Path in(Path directory) {
    return directory.resolve(NAME);
  }

  static Optional<ProcessRecord> read(Path file) throws IOException {
    try {
      ProcessRecord found = Json.read(Files.readString(file), ProcessRecord.class);
      boolean usable = found != null && found.pid > 1 && found.bootId != null && found.mark != null;
      return usable ? Optional.of(found) : Optional.empty();
    } catch (NoSuchFileException | JsonFailure e) {
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    OwnerOnly.write(file, Json.write(this));
  }

  ProcessRecord listeningOn(int newPort) {
    return new ProcessRecord(pid, startTicks, bootId, mark, newPort);
  }
}
