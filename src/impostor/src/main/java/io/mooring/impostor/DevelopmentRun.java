package io.mooring.impostor;

import io.mooring.impostor.model.ScriptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs an installed server for a developer, until it ends or is interrupted: with the scripted
 * model unless the environment names a provider, with an opencode that is installed where there is
 * none, and with a log-in of its own. It lives in the build's own process, so that one Ctrl-C ends
 * the build, the model and the server.
 *
 * <p>Argument: Liberty's directory, with the server {@code mooring} in it.
 */
public final class DevelopmentRun {
  private static final long STOP_SECONDS = 60;

  /** Each of these says which models there are. */
  private static final List<String> PROVIDERS =
      List.of(
          "MOORING_OPENCODE_CONFIG",
          "MOORING_OPENCODE_MODEL",
          "MOORING_OPENCODE_ENVIRONMENT",
          "MOORING_OPENCODE_URL");

  private final Path liberty;
  private final Map<String, String> environment;

  // They leave with the run: the server must be the production's again.
  private final Path config;
  private final Path defaults;
  private final Path logIn;

  private volatile @Nullable Process process;

  private DevelopmentRun(Path liberty, Map<String, String> environment) {
    this.liberty = liberty;
    this.environment = environment;
    Path server = liberty.resolve("usr/servers/mooring");
    this.config = server.resolve("scripted-model.json");
    this.defaults = server.resolve("configDropins/defaults/development.xml");
    this.logIn = server.resolve("configDropins/overrides/development-log-in.xml");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path liberty = Path.of(args[0]).toAbsolutePath().normalize();
    int exit = new DevelopmentRun(liberty, System.getenv()).run();
    // The server has said why it ended. The build has nothing to add, and no module left to make.
    System.exit(exit);
  }

  private int run() throws IOException, InterruptedException {
    try (ScriptedModel model = ScriptedModel.start(0)) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::end, "development-run-end"));
      writeDefaults(model);
      new DevelopmentLogIn(liberty, environment).prepare(logIn);
      return serve();
    } catch (DevelopmentLogIn.Unusable e) {
      System.err.println("Mooring can't start: " + e.getMessage());
      return 1;
    }
  }

  /** Defaults of variables: the environment still wins. */
  private void writeDefaults(ScriptedModel model) throws IOException {
    StringBuilder variables = new StringBuilder();
    if (PROVIDERS.stream().noneMatch(name -> environment.getOrDefault(name, "").length() > 0)) {
      Files.writeString(config, OpencodeConfig.forModel(model.baseUri()));
      variables.append(variable("mooring.opencode.config", config.toString()));
      System.out.println(
          "The agent's model is scripted: it echoes. README.md says how to set one.");
    }
    variables.append(variable("mooring.opencode.install", "npm"));
    Files.createDirectories(defaults.getParent());
    Files.writeString(defaults, "<server>\n" + variables + "</server>\n");
  }

  private static String variable(String name, String value) {
    String escaped = value.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    return "  <variable name=\"" + name + "\" defaultValue=\"" + escaped + "\"/>\n";
  }

  private int serve() throws IOException, InterruptedException {
    ProcessBuilder command =
        new ProcessBuilder(liberty.resolve("bin/server").toString(), "run", "mooring").inheritIO();
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // They would make it another server's directory.
    command.environment().keySet().removeAll(List.of("WLP_USER_DIR", "WLP_OUTPUT_DIR"));
    Process started = command.start();
    process = started;
    return started.waitFor();
  }

  /** Ctrl-C has reached the server too; this waits for it, so that nothing is left behind. */
  private void end() {
    Process running = process;
    try {
      if (running != null) {
        running.destroy();
        if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          running.destroyForcibly();
        }
      }
      for (Path file : List.of(config, defaults, logIn)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("The development run left files behind: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
