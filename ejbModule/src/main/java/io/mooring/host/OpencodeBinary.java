package io.mooring.host;

import io.mooring.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The opencode program: the configured one, else the one on PATH, else the one in the data
 * directory, else, when that is allowed, one that npm installs there. Its version is asked for, and
 * another than the wanted one refused, for its wire format may differ.
 */
public final class OpencodeBinary {
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+[0-9A-Za-z.+-]*");
  private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(20);

  private final Choice choice;
  private final Path home;
  private final Map<String, String> machine;
  private final NpmInstaller npm;
  private final ThreadFactory threads;
  private final Map<Seen, String> versions = new ConcurrentHashMap<>();

  /**
   * What is wanted.
   *
   * @param configured empty when the operator names none
   */
  public record Choice(
      Path configured, String version, OtherVersions others, Install install, Duration timeout) {

    static Choice of(Settings settings) {
      return new Choice(
          settings.get(HostSettings.BINARY),
          settings.get(HostSettings.VERSION),
          settings.get(HostSettings.OTHER_VERSIONS),
          settings.get(HostSettings.INSTALL),
          settings.get(HostSettings.INSTALL_TIMEOUT));
    }

    boolean takes(String found) {
      return found.equals(version) || others == OtherVersions.ALLOW;
    }

    /**
     * @throws BinaryUnusable when that version is not taken
     */
    void check(String found) {
      if (!takes(found)) {
        throw new BinaryUnusable(
            "The opencode found is version "
                + found
                + ", wanted is "
                + version
                + "; "
                + HostSettings.OTHER_VERSIONS.key()
                + "=allow takes it all the same.");
      }
    }
  }

  /** A program that may be run. */
  public record Found(Path path, String version) {}

  private record Seen(Path path, FileTime changed, long bytes) {}

  /**
   * @param data the data directory
   * @param machine the environment of this process
   */
  public OpencodeBinary(
      Choice choice, Path data, Map<String, String> machine, ThreadFactory threads) {
    this(
        choice,
        data,
        machine,
        new NpmInstaller(machine, Platform.current(), choice.timeout(), threads),
        threads);
  }

  OpencodeBinary(
      Choice choice,
      Path data,
      Map<String, String> machine,
      NpmInstaller npm,
      ThreadFactory threads) {
    this.choice = choice;
    this.home = data.resolve("opencode");
    this.machine = machine;
    this.npm = npm;
    this.threads = threads;
  }

  /**
   * Finds it, which may take as long as an installation.
   *
   * @param installing called before an installation begins
   * @throws BinaryUnusable when there is none of the right version
   */
  public Found find(Runnable installing) {
    if (!choice.configured().toString().isEmpty()) {
      if (!Files.isExecutable(choice.configured())) {
        throw new BinaryUnusable(
            HostSettings.BINARY.key() + " names a file that is absent or not executable.");
      }
      return insist(choice.configured());
    }
    List<Path> candidates = candidates();
    for (Path candidate : candidates) {
      Optional<Found> accepted = accept(candidate);
      if (accepted.isPresent()) {
        return accepted.get();
      }
    }
    if (choice.install() == Install.NPM) {
      installing.run();
      return insist(npm.install(home, choice.version()));
    }
    if (!candidates.isEmpty()) {
      return insist(candidates.get(0)); // tells what is wrong with it
    }
    throw new BinaryUnusable(
        "There is no opencode: set "
            + HostSettings.BINARY.key()
            + ", put it on PATH, or set "
            + HostSettings.INSTALL.key()
            + "=npm.");
  }

  private List<Path> candidates() {
    Optional<Path> onPath =
        Programs.find("opencode", machine.getOrDefault("PATH", "")).map(Path::of);
    return Stream.concat(onPath.stream(), Stream.of(npm.binary(home, choice.version())))
        .filter(Files::isExecutable)
        .toList();
  }

  private Optional<Found> accept(Path path) {
    String version = versionOf(path);
    return choice.takes(version) ? Optional.of(new Found(path, version)) : Optional.empty();
  }

  private Found insist(Path path) {
    String version = versionOf(path);
    choice.check(version);
    return new Found(path, version);
  }

  private String versionOf(Path path) {
    try {
      Seen seen = new Seen(path, Files.getLastModifiedTime(path), Files.size(path));
      String known = versions.get(seen);
      if (known == null) {
        known = askVersion(path);
        versions.put(seen, known);
      }
      return known;
    } catch (IOException e) {
      throw new BinaryUnusable("opencode can't be run.", List.of(), e);
    }
  }

  /** Asked with a home of its own: opencode leaves directories in whatever home it finds. */
  private String askVersion(Path path) throws IOException {
    Path ownHome = OwnerOnly.directory(home.resolve("home"));
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", machine.getOrDefault("PATH", ""));
    environment.put("HOME", ownHome.toString());
    environment.put("TERM", "dumb");
    Command.Outcome outcome =
        new Command(List.of(path.toString(), "--version"), ownHome, environment)
            .run(VERSION_TIMEOUT, threads);
    Matcher matcher = VERSION.matcher(String.join("\n", outcome.lines()));
    if (outcome.exit() != 0 || !matcher.find()) {
      throw new BinaryUnusable("opencode does not tell its version.", outcome.lines(), null);
    }
    return matcher.group();
  }
}
