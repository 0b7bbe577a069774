package io.mooring.test;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The opencode that the tests run: MOORING_TEST_OPENCODE names it, else the PATH has the right
 * version, else npm installs it once into the build's directory.
 */
final class OpencodeProgram {
  private static final String VERSION = "1.18.33";
  private static final int INSTALL_MINUTES = 10;

  private OpencodeProgram() {}

  static synchronized Path path() {
    return named().or(OpencodeProgram::onPath).orElseGet(OpencodeProgram::installed);
  }

  private static Optional<Path> named() {
    String name =
        System.getProperty("MOORING_TEST_OPENCODE", System.getenv("MOORING_TEST_OPENCODE"));
    Optional<Path> named = Optional.ofNullable(name).filter(n -> !n.isBlank()).map(Path::of);
    if (named.filter(Files::isExecutable).isEmpty() && named.isPresent()) {
      throw new IllegalStateException("MOORING_TEST_OPENCODE names no program: " + name);
    }
    return named;
  }

  private static Optional<Path> onPath() {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(Optional.ofNullable(System.getenv("PATH")).orElse(""))
        .map(folder -> Path.of(folder, "opencode"))
        .filter(Files::isExecutable)
        .filter(OpencodeProgram::hasTheVersion)
        .findFirst();
  }

  private static boolean hasTheVersion(Path program) {
    try {
      Process asked =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.strip().equals(VERSION);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path installed() {
    Path home = Installed.TARGET.resolve("opencode");
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    String name = "opencode-linux-" + (arm ? "arm64" : "x64");
    Path program = home.resolve("node_modules").resolve(name).resolve("bin/opencode");
    if (!Files.isExecutable(program)) {
      install(home, name + "@" + VERSION);
    }
    return program;
  }

  private static void install(Path home, String what) {
    try {
      Files.createDirectories(home);
      Process npm =
          new ProcessBuilder("npm", "install", "--prefix", home.toString(), "--no-audit", what)
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("npm.log").toFile())
              .start();
      if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        throw new IllegalStateException("npm can't install opencode; see " + home + "/npm.log");
      }
    } catch (IOException e) {
      throw new IllegalStateException("set MOORING_TEST_OPENCODE, or install npm", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
