package io.mooring.test;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.OpencodeConfig;
import io.mooring.impostor.model.ScriptedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real opencode that somebody else runs, as far as Mooring knows: it outlives Mooring, and a test
 * can ask it what it was told.
 */
final class AgentServer implements AutoCloseable {
  private static final String PASSWORD = "known";

  private final ObjectNode more;
  private String password = PASSWORD;

  private final ScriptedModel model = ScriptedModel.start(Installed.freePort());
  private final Path directory;
  private final int port = Installed.freePort();
  private Process process;

  private AgentServer(String name, ObjectNode more) {
    this.more = more;
    this.directory = Installed.newDirectory(name);
    this.process = launch();
  }

  static AgentServer start(String name) {
    return start(name, Http.object());
  }

  /**
   * Starts one.
   *
   * @param more what its configuration says beside the model
   */
  static AgentServer start(String name, ObjectNode more) {
    return new AgentServer(name, more);
  }

  /** Starts one that asks before it runs a command, a subagent's included. */
  static AgentServer asking(String name) {
    ObjectNode more = Http.object();
    // In its own configuration, for a subagent's session gets no rule to ask from its parent's.
    more.putObject("permission").put("bash", "ask");
    return start(name, more);
  }

  private Process launch() {
    try {
      ObjectNode config = (ObjectNode) Http.parse(OpencodeConfig.forModel(model.baseUri()));
      config.setAll(more);
      Path file = Files.writeString(directory.resolve("opencode.json"), config.toString());
      Path log = directory.resolve("log");
      ProcessBuilder builder =
          new ProcessBuilder(
                  OpencodeProgram.path().toString(),
                  "serve",
                  "--hostname",
                  "127.0.0.1",
                  "--port",
                  Integer.toString(port))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      Map<String, String> kept = new HashMap<>(builder.environment());
      kept.keySet().retainAll(Set.of("PATH", "LANG", "LC_ALL"));
      builder.environment().clear();
      builder.environment().putAll(kept);
      builder.environment().put("HOME", directory.toString());
      for (String kind : List.of("DATA", "CONFIG", "CACHE", "STATE")) {
        builder.environment().put("XDG_" + kind + "_HOME", directory.resolve(kind).toString());
      }
      for (String flag :
          List.of("MODELS_FETCH", "AUTOUPDATE", "LSP_DOWNLOAD", "SHARE", "DEFAULT_PLUGINS")) {
        builder.environment().put("OPENCODE_DISABLE_" + flag, "1");
      }
      builder.environment().put("OPENCODE_CONFIG", file.toString());
      builder.environment().put("OPENCODE_SERVER_PASSWORD", password);
      Process started = builder.start();
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> Files.readString(log).contains("listening on"));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it and starts it on the same conversations, with another password. */
  void restart(String newPassword) {
    end();
    password = newPassword;
    process = launch();
  }

  /** Ends it as a crash would and starts it on the same conversations. */
  void restart() {
    restart(password);
  }

  /** The model that it asks. */
  ScriptedModel model() {
    return model;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The settings with which Mooring uses it. */
  Map<String, String> settings() {
    return Map.of(
        "MOORING_OPENCODE_URL",
        "http://127.0.0.1:" + port,
        "MOORING_OPENCODE_USER",
        "opencode",
        "MOORING_OPENCODE_PASSWORD",
        PASSWORD);
  }

  /** Its own API. */
  Http api() {
    return Http.at(uri()).loggedIn("opencode", password);
  }

  private void end() {
    try (Stream<ProcessHandle> children = process.descendants()) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
    model.close();
    Installed.delete(directory);
  }
}
