package io.mooring.impostor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The user {@code dev} of a development run. The password is made at the first start, shown once
 * and kept as Liberty's salted hash only, in the data directory.
 */
final class DevelopmentLogIn {
  private static final int PASSWORD_BYTES = 12;
  private static final List<String> ROLES = List.of("user", "approver", "admin");

  private final Path liberty;
  private final Map<String, String> environment;

  /** The log-in can't be kept; the message says what to do. */
  static final class Unusable extends RuntimeException {
    Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  DevelopmentLogIn(Path liberty, Map<String, String> environment) {
    this.liberty = liberty;
    this.environment = environment;
  }

  /**
   * Gives the log-in to the server, and says what a developer must know of it.
   *
   * @param active where the server reads it
   * @throws Unusable when the data directory can't be used
   */
  void prepare(Path active) throws IOException, InterruptedException {
    Files.createDirectories(active.getParent());
    String data = environment.getOrDefault("MOORING_DATA_DIRECTORY", "");
    if (data.equals("memory")) {
      make(active);
      return;
    }
    Path home =
        data.isEmpty() ? Path.of(System.getProperty("user.home"), ".mooring") : Path.of(data);
    Path kept = home.resolve("development-log-in.xml");
    try {
      Files.createDirectories(
          home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (Files.exists(kept)) {
        System.out.println(
            "The development log-in is that of the first start; for a new one delete "
                + kept
                + ".");
      } else {
        make(kept);
      }
      Files.copy(
          kept, active, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new Unusable(
          "the data directory "
              + home
              + " can't be made, read or written; choose another with MOORING_DATA_DIRECTORY.",
          e);
    }
  }

  private void make(Path file) throws IOException, InterruptedException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    write(file, registry(hash(password)));
    System.out.println(
        "The development log-in, shown only now: curl -u dev:"
            + password
            + " http://127.0.0.1:"
            + environment.getOrDefault("MOORING_HTTP_PORT", "9080")
            + "/api/v1/sessions");
  }

  private static String registry(String hash) {
    String groups =
        ROLES.stream()
            .map(role -> "    <group name=\"" + role + "\"><member name=\"dev\"/></group>\n")
            .collect(Collectors.joining());
    return "<server>\n  <basicRegistry id=\"development\" realm=\"mooring\">\n    <user name=\"dev\""
        + (" password=\"" + hash + "\"/>\n" + groups)
        + "  </basicRegistry>\n</server>\n";
  }

  /** By Liberty's own tool; its arguments stand in a file, for others see a command line. */
  private String hash(String password) throws IOException, InterruptedException {
    Path tool = liberty.resolve("bin/tools/ws-securityutil.jar");
    Path arguments = Files.createTempFile("mooring", ".arguments"); // made 0600 by the JDK
    try {
      Files.writeString(
          arguments,
          "-jar \""
              + tool.toString().replace("\\", "\\\\")
              + "\" encode --encoding=hash "
              + password);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "@" + arguments)
              .redirectErrorStream(true)
              .start();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0 || !printed.matches("\\{hash\\}[A-Za-z0-9+/=]+")) {
        throw new IllegalStateException("Liberty's securityUtility made no hash");
      }
      return printed;
    } finally {
      Files.delete(arguments);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path beside = Files.createTempFile(file.getParent(), ".writing", ""); // made 0600 by the JDK
    try {
      Files.writeString(beside, text, StandardOpenOption.TRUNCATE_EXISTING);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
