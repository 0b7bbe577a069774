package io.mooring.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server that Mooring runs on this machine, and runs again when it dies. */
final class ManagedServer extends WatchedServer {
  private static final System.Logger LOG = System.getLogger(ManagedServer.class.getName());

  private final OpencodeBinary binary;
  private final Supplier<ServerConfiguration> configuration;
  private final ServerHome home;
  private final Leftovers leftovers;
  private final ServerProcess.Tools tools;
  private final ServerLog log = new ServerLog();
  private final Object lock = new Object();
  private @Nullable ServerProcess process;
  private String programVersion = "";
  private boolean ending;

  /**
   * @param configuration read anew for each start
   */
  ManagedServer(
      String tenant,
      String name,
      OpencodeBinary binary,
      Supplier<ServerConfiguration> configuration,
      ServerHome home,
      Leftovers leftovers,
      ServerProcess.Tools tools,
      Surroundings around) {
    super(tenant, name, around);
    this.binary = binary;
    this.configuration = configuration;
    this.home = home;
    this.leftovers = leftovers;
    this.tools = tools;
  }

  @Override
  public List<String> lastLines(int most) {
    return log.last(most);
  }

  @Override
  public void importConversation(Path directory, JsonNode conversation, Duration atMost) {
    String mark;
    synchronized (lock) {
      if (process == null) {
        throw ServerUnavailable.stopped();
      }
      mark = process.mark();
    }
    new ConversationImport(binary.find(() -> {}).path(), home, configuration.get(), mark, tools)
        .run(directory, conversation, atMost);
  }

  @Override
  Run bringUp() {
    OpencodeBinary.Found found =
        binary.find(() -> tell(ServerProgress.Stage.INSTALLING, "opencode is being installed."));
    ServerConfiguration wanted = configuration.get();
    tell(ServerProgress.Stage.STARTING, "The opencode server is starting.");
    endEarlier();
    ServerProcess started = launch(found, wanted);
    ServerAddress address = started.awaitReady(around().timings().ready());
    Opencode client = around().clients().apply(address);
    boolean usable = false;
    try {
      String version = client.health();
      usable = true;
      return new Run(address, client, version, wanted.fingerprint(found.version()));
    } finally {
      if (!usable) {
        client.close();
        started.stop();
      }
    }
  }

  /** What a Mooring that crashed has left, or a start before this one could not end. */
  private void endEarlier() {
    leftovers.endAllOnce();
    try {
      boolean ended = leftovers.end(home.record());
      LOG.log(System.Logger.Level.DEBUG, "something of an earlier start was left: {0}", ended);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "can't read the record of an earlier start", e);
    }
  }

  /** Either the stopper sees the process, or this sees that it must not start. */
  private ServerProcess launch(OpencodeBinary.Found found, ServerConfiguration wanted) {
    synchronized (lock) {
      if (ending || stopped()) {
        throw ServerUnavailable.stopped();
      }
      programVersion = found.version();
      process = ServerProcess.launch(found.path(), home, wanted, log, tools);
      return process;
    }
  }

  @Override
  void watch(Run run) {
    ServerProcess started;
    synchronized (lock) {
      started = Objects.requireNonNull(process);
    }
    var watched =
        started
            .ended()
            .thenAcceptAsync(
                exit -> {
                  // Its children may outlive it; the next run must not meet them.
                  boolean clean = started.stop();
                  lost(
                      run,
                      "ended by itself with exit status " + exit + (clean ? "" : ", not whole"));
                },
                around().tasks());
    LOG.log(System.Logger.Level.DEBUG, "watching {0}: {1}", started.pid(), watched);
  }

  @Override
  boolean mayRest() {
    return true;
  }

  @Override
  Optional<String> wantedFingerprint() {
    String program;
    synchronized (lock) {
      program = programVersion;
    }
    return Optional.of(configuration.get().fingerprint(program));
  }

  @Override
  void takeDown() {
    ServerProcess current;
    synchronized (lock) {
      ending = stopped();
      current = process;
    }
    if (current != null && !current.stop()) {
      LOG.log(System.Logger.Level.ERROR, "something of the server {0} is left", name());
    }
  }

  /** The pid of the run that is on, for tests. */
  long pid() {
    synchronized (lock) {
      return process == null ? 0 : process.pid();
    }
  }
}
