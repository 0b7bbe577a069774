package io.mooring.impostor;

import io.mooring.impostor.model.ScriptedModel;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts the scripted model, and the scripted upstream when asked, and prints a line for each.
 *
 * <p>Arguments: {@code --model-port N} (0, the default, for any), {@code --upstream-port N} (no
 * upstream without it), {@code --opencode-config FILE} (writes a configuration for a real
 * opencode), {@code --background} (returns at once and leaves daemon threads, for a Maven build
 * that goes on in this process; otherwise it runs until it is killed).
 */
public final class Main {
  private Main() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, ReflectiveOperationException {
    if (!List.of(args).contains("--background")) {
      start(args);
      Thread.currentThread().join();
    } else if (Main.class.getClassLoader() instanceof URLClassLoader callers) {
      // Maven's exec:java closes its class loader when main returns: what is left running needs
      // one that stays.
      URLClassLoader own =
          new URLClassLoader(callers.getURLs(), ClassLoader.getPlatformClassLoader());
      Class<?> again = Class.forName(Main.class.getName(), true, own);
      again.getMethod("start", String[].class).invoke(null, (Object) args);
    } else {
      start(args);
    }
  }

  /** Starts what the arguments ask for on daemon threads, and returns. */
  public static void start(String[] args) throws IOException {
    List<String> given = List.of(args);
    ScriptedModel model = ScriptedModel.start(Integer.parseInt(option(given, "--model-port", "0")));
    System.out.println("scripted model on " + model.baseUri());
    String config = option(given, "--opencode-config", "");
    if (!config.isEmpty()) {
      Path file = Path.of(config).toAbsolutePath().normalize();
      Files.createDirectories(file.getParent());
      Files.writeString(file, OpencodeConfig.forModel(model.baseUri()));
      System.out.println("opencode configuration in " + file);
    }
    String upstreamPort = option(given, "--upstream-port", "");
    if (!upstreamPort.isEmpty()) {
      ScriptedUpstream upstream = ScriptedUpstream.start(Integer.parseInt(upstreamPort));
      System.out.println("scripted upstream on " + upstream.baseUri());
    }
  }

  private static String option(List<String> given, String name, String absent) {
    int at = given.indexOf(name);
    if (at < 0) {
      return absent;
    }
    if (at + 1 == given.size()) {
      throw new IllegalArgumentException(name + " needs a value");
    }
    return given.get(at + 1);
  }
}
