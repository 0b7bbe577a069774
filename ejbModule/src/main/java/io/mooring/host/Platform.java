package io.mooring.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * For which build of opencode this machine is made.
 *
 * @param musl whether the C library is musl (Alpine) and not glibc
 * @param avx2 whether an x64 processor has the instructions that the normal build needs
 */
record Platform(String os, String arch, boolean musl, boolean avx2) {

  static Platform current() {
    return new Platform(
        System.getProperty("os.name", ""), System.getProperty("os.arch", ""), hasMusl(), hasAvx2());
  }

  /**
   * The npm package with the binary for this machine, for example {@code opencode-linux-x64}.
   *
   * @throws BinaryUnusable when there is none
   */
  String npmPackage() {
    String system = os.toLowerCase(Locale.ROOT);
    String family = system.startsWith("linux") ? "linux" : system.startsWith("mac") ? "darwin" : "";
    String processor =
        switch (arch) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64", "arm64" -> "arm64";
          default -> "";
        };
    if (family.isEmpty() || processor.isEmpty()) {
      throw new BinaryUnusable("There is no opencode for " + os + " on " + arch + ".");
    }
    String old = processor.equals("x64") && !avx2 ? "-baseline" : "";
    String library = family.equals("linux") && musl ? "-musl" : "";
    return "opencode-" + family + '-' + processor + old + library;
  }

  private static boolean hasMusl() {
    try (Stream<Path> libraries = Files.list(Path.of("/lib"))) {
      return libraries.anyMatch(file -> file.getFileName().toString().startsWith("ld-musl-"));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasAvx2() {
    try {
      String about = Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1);
      return about.contains(" avx2");
    } catch (IOException e) {
      return true; // not Linux: assume a machine of this decade
    }
  }
}
