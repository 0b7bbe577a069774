package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.impostor.model.ScriptedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A Mooring, a real opencode with a scripted model, and a wire between them that may fail. */
final class FaultStand implements AutoCloseable {
  /** Who runs the opencode. */
  enum Keeper {
    /** Mooring: it ends with it, and comes back when it dies. */
    MOORING,
    /** Somebody else: it outlives Mooring. */
    SOMEBODY
  }

  /**
   * Stands in for the program that Mooring runs: what Mooring reads as the port is the wire's, and
   * the wire is told the real one.
   */
  private static final String PROGRAM =
      """
      #!/bin/sh
      [ "$1" = serve ] || exec '%1$s' "$@"
      '%1$s' "$@" | while IFS= read -r line; do
        case "$line" in
          *'listening on http://127.0.0.1:'*)
            echo "${line##*:}" > '%2$s.new' && mv '%2$s.new' '%2$s'
            echo 'opencode server listening on http://127.0.0.1:%3$d' ;;
          *) printf '%%s\\n' "$line" ;;
        esac
      done
      """;

  private final Keeper keeper;
  private final Path directory;
  private final Path roots;
  private final Optional<AgentServer> agent;
  private final ScriptedModel model;
  private final FaultyLine line;
  private final MooringServer server;

  FaultStand(Keeper keeper, Map<String, String> more) {
    this.keeper = keeper;
    directory = Installed.newDirectory("faults");
    roots = Installed.newDirectory("fault-roots");
    Map<String, String> settings = new TreeMap<>(more);
    settings.put("MOORING_SESSION_ROOTS", roots.toString());
    if (keeper == Keeper.MOORING) {
      Path port = directory.resolve("port");
      model = ScriptedModel.start(Installed.freePort());
      agent = Optional.empty();
      line = new FaultyLine(Installed.freePort(), () -> read(port));
      settings.putAll(Mooring.withModel(model, roots));
      settings.put("MOORING_OPENCODE_BINARY", program(port).toString());
    } else {
      AgentServer started = AgentServer.start("faults-agent");
      agent = Optional.of(started);
      model = started.model();
      line = new FaultyLine(Installed.freePort(), () -> started.uri().getPort());
      settings.putAll(started.settings());
      settings.put("MOORING_OPENCODE_URL", "http://127.0.0.1:" + line.port());
    }
    server = start(settings);
  }

  private MooringServer start(Map<String, String> settings) {
    try {
      return MooringServer.start("faults", settings);
    } catch (RuntimeException | Error failure) {
      endOthers();
      throw failure;
    }
  }

  /** What Mooring needs goes after it. */
  private void endOthers() {
    line.close();
    agent.ifPresentOrElse(AgentServer::close, model::close);
    Installed.delete(directory);
    Installed.delete(roots);
  }

  private static int read(Path port) {
    try {
      return Integer.parseInt(Files.readString(port).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path program(Path port) {
    try {
      Path program = directory.resolve("opencode");
      Files.writeString(program, PROGRAM.formatted(OpencodeProgram.path(), port, line.port()));
      return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Keeper keeper() {
    return keeper;
  }

  MooringServer server() {
    return server;
  }

  ScriptedModel model() {
    return model;
  }

  FaultyLine line() {
    return line;
  }

  /** The directory below which workdirs may be. */
  Path roots() {
    return roots;
  }

  /** Opencode's own API. */
  Http upstream() {
    return agent.map(AgentServer::api).orElseGet(() -> Upstream.of(server).api());
  }

  /** Ends opencode at once; the one that is somebody else's is started again. */
  void killAgent() {
    agent.ifPresentOrElse(AgentServer::restart, () -> Outage.kill(server));
  }

  /** Whoever started them, nothing of earlier runs is left. */
  void assertOneAgentAtMost() {
    List<String> serving =
        server.opencodeProcesses().stream()
            .map(process -> process.info().commandLine().orElse(""))
            .filter(command -> command.contains("/bin/opencode") && command.contains(" serve "))
            .filter(command -> !command.contains("/bin/sh"))
            .toList();
    assertThat(serving).hasSizeLessThanOrEqualTo(1);
  }

  @Override
  public void close() {
    line.stall(FaultyLine.Traffic.CALLS, false);
    line.stall(FaultyLine.Traffic.EVENTS, false);
    try {
      server.close();
    } finally {
      endOthers();
    }
  }
}
