package io.mooring.host;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/** Installs opencode's platform package with npm, whole or not at all. */
final class NpmInstaller {
  /** What npm needs to find its programs, its settings and the way out of the network. */
  private static final List<String> PASSED =
      List.of(
          "PATH",
          "HOME",
          "LANG",
          "LC_ALL",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "NODE_EXTRA_CA_CERTS");

  private final Map<String, String> machine;
  private final Platform platform;
  private final Duration timeout;
  private final ThreadFactory threads;

  /**
   * @param machine the environment of this process
   */
  NpmInstaller(
      Map<String, String> machine, Platform platform, Duration timeout, ThreadFactory threads) {
    this.machine = machine;
    this.platform = platform;
    this.timeout = timeout;
    this.threads = threads;
  }

  /** Where {@link #install} puts, or has put, the binary of a version. */
  Path binary(Path home, String version) {
    return home.resolve(version)
        .resolve("node_modules")
        .resolve(platform.npmPackage())
        .resolve("bin")
        .resolve("opencode");
  }

  /**
   * Installs beside the final place and moves the whole directory there: an interrupted
   * installation is never taken for a finished one.
   *
   * @throws BinaryUnusable when npm is missing, fails, or takes too long
   */
  Path install(Path home, String version) {
    try {
      OwnerOnly.directory(home);
      removeInterrupted(home);
      Path beside = Files.createTempDirectory(home, ".installing-");
      try {
        runNpm(beside, version);
        Path made = beside.relativize(binary(beside.getParent(), beside.getFileName().toString()));
        if (!Files.isExecutable(beside.resolve(made))) {
          throw new BinaryUnusable("npm installed opencode " + version + " without its binary.");
        }
        publish(beside, home.resolve(version));
        return binary(home, version);
      } finally {
        OwnerOnly.delete(beside);
      }
    } catch (IOException e) {
      throw new BinaryUnusable(
          "opencode can't be installed into the data directory.", List.of(), e);
    }
  }

  private void runNpm(Path prefix, String version) {
    List<String> words = new ArrayList<>(List.of("npm", "install", "--prefix", prefix.toString()));
    words.addAll(List.of("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"));
    words.add(platform.npmPackage() + '@' + version);
    Map<String, String> environment = new TreeMap<>();
    PASSED.stream()
        .filter(machine::containsKey)
        .forEach(name -> environment.put(name, machine.get(name)));
    machine.forEach(
        (name, value) -> {
          if (name.startsWith("npm_config_") || name.startsWith("NPM_CONFIG_")) {
            environment.put(name, value);
          }
        });
    String program = Programs.find("npm", machine.getOrDefault("PATH", "")).orElse("");
    if (program.isEmpty()) {
      throw new BinaryUnusable(
          "opencode can't be installed: there is no npm on this machine's PATH.");
    }
    words.set(0, program);
    try {
      Command.Outcome outcome = new Command(words, prefix, environment).run(timeout, threads);
      if (outcome.exit() != 0) {
        String how = outcome.exit() < 0 ? "took longer than " + timeout : "failed";
        throw new BinaryUnusable(
            "opencode " + version + " can't be installed: npm " + how + ".", outcome.lines(), null);
      }
    } catch (IOException e) {
      throw new BinaryUnusable("opencode can't be installed: npm can't be run.", List.of(), e);
    }
  }

  private static void publish(Path made, Path place) throws IOException {
    try {
      Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      OwnerOnly.delete(place); // it was found unusable before, or it would not be installed again
      Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void removeInterrupted(Path home) throws IOException {
    List<Path> old;
    try (Stream<Path> entries = Files.list(home)) {
      old = entries.filter(p -> p.getFileName().toString().startsWith(".installing-")).toList();
    }
    for (Path entry : old) {
      OwnerOnly.delete(entry);
    }
  }
}
