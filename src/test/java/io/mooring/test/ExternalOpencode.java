package io.mooring.test;

import io.mooring.impostor.OpencodeConfig;
import io.mooring.impostor.model.ScriptedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real opencode server that somebody else runs, so that Mooring has no command line beside it.
 */
final class ExternalOpencode implements AutoCloseable {
  private static final String PASSWORD = "known";

  private final Path home = Installed.newDirectory("external-opencode");
  private final int port = Installed.freePort();
  private final Process process;

  ExternalOpencode(ScriptedModel model) {
    try {
      Path config = home.resolve("opencode.json");
      Files.writeString(config, OpencodeConfig.forModel(model.baseUri()));
      Path log = home.resolve("log");
      ProcessBuilder builder =
          new ProcessBuilder(
                  OpencodeProgram.path().toString(),
                  "serve",
                  "--hostname",
                  "127.0.0.1",
                  "--port",
                  Integer.toString(port))
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      Map<String, String> environment = builder.environment();
      environment.keySet().retainAll(Set.of("PATH", "LANG", "LC_ALL"));
      environment.put("HOME", home.toString());
      for (String kind : new String[] {"DATA", "CONFIG", "CACHE", "STATE"}) {
        environment.put("XDG_" + kind + "_HOME", home.resolve(kind).toString());
      }
      environment.put("OPENCODE_CONFIG", config.toString());
      environment.put("OPENCODE_SERVER_PASSWORD", PASSWORD);
      for (String flag :
          new String[] {"MODELS_FETCH", "AUTOUPDATE", "LSP_DOWNLOAD", "SHARE", "DEFAULT_PLUGINS"}) {
        environment.put("OPENCODE_DISABLE_" + flag, "1");
      }
      process = builder.start();
      Awaitility.await("an opencode of somebody else's")
          .atMost(Duration.ofMinutes(1))
          .until(() -> Files.readString(log).contains("listening on"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("opencode does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Installed.delete(home);
  }
}
