package io.mooring.bench;

import io.mooring.client.Credentials;
import io.mooring.client.MooringClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Mooring of our own: the built server with a fresh database and one user. */
final class MooringServer implements AutoCloseable {
  private static final int LOOK_SECONDS = 3;
  private static final int MOST_LOOKS = 40;

  /** The share of one core that a server uses at most which nobody asks anything. */
  private static final double AT_REST = 0.1;

  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final int STOP_LIMIT_SECONDS = 45;
  private static final String USERS =
      "<server><basicRegistry realm=\"mooring\"><user name=\"bench\" password=\"bench\"/>"
          + "<user name=\"ann\" password=\"ann\"/>"
          + "<group name=\"user\"><member name=\"bench\"/><member name=\"ann\"/></group>"
          + "<group name=\"admin\"><member name=\"bench\"/></group></basicRegistry></server>";

  private final Process process;
  private final URI uri;

  private MooringServer(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /**
   * One with nothing in it on an upstream that somebody else runs.
   *
   * @param nth which of our ports it listens on
   * @param more MOORING_* variables, and JVM_ARGS
   */
  static MooringServer external(
      Options options, String name, int nth, URI upstream, Path roots, Map<String, String> more)
      throws IOException, InterruptedException {
    return start(options, name, options.port() + nth, settings(upstream, roots, more));
  }

  /** The settings of one on an upstream that somebody else runs. */
  static Map<String, String> settings(URI upstream, Path roots, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("MOORING_OPENCODE_URL", upstream.toString());
    settings.put("MOORING_SESSION_ROOTS", roots.toString());
    return settings;
  }

  /**
   * Starts it with a fresh database and waits until it is ready.
   *
   * @param name of its directory, which is emptied
   * @param settings MOORING_* variables, and JVM_ARGS
   */
  static MooringServer start(Options options, String name, int port, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path home = home(options, name);
    delete(home);
    copy(options.wlp().resolve("usr"), home.resolve("usr"));
    Path overrides = home.resolve("usr/servers/mooring/configDropins/overrides");
    Files.createDirectories(overrides);
    Files.writeString(overrides.resolve("users.xml"), USERS);
    return again(options, name, port, settings);
  }

  /** Where a server of that name has all that is its own. */
  static Path home(Options options, String name) {
    return options.work().resolve(name);
  }

  /** Starts one that was stopped, on what it left. */
  static MooringServer again(Options options, String name, int port, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path home = home(options, name);
    // A database of an earlier run may have been filled by an earlier build.
    Path ear = Path.of("usr/servers/mooring/apps/mooring.ear");
    Files.copy(options.wlp().resolve(ear), home.resolve(ear), StandardCopyOption.REPLACE_EXISTING);
    ProcessBuilder builder =
        new ProcessBuilder(options.wlp().resolve("bin/server").toString(), "run", "mooring")
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("console.log").toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(variable -> variable.startsWith("MOORING_"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("WLP_USER_DIR", home.resolve("usr").toString());
    environment.put("MOORING_HTTP_PORT", Integer.toString(port));
    environment.put("MOORING_DATA_DIRECTORY", home.resolve("data").toString());
    environment.putAll(settings);
    Process process = builder.start();
    MooringServer server = new MooringServer(process, URI.create("http://127.0.0.1:" + port));
    Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
    try {
      server.awaitReady(home.resolve("console.log"));
      return server;
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  MooringClient client() {
    return MooringClient.at(uri, Credentials.basic("bench", "bench"));
  }

  URI uri() {
    return uri;
  }

  /** What it has used of the CPU since it was started. */
  Duration cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .flatMap(one -> one.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Waits until it rests, two minutes at most: after a warm-up the compilers go on with what they
   * have learnt, at the cost of whoever is measured.
   */
  void awaitRest() throws InterruptedException {
    for (int look = 0; look < MOST_LOOKS; look++) {
      Duration before = cpu();
      TimeUnit.SECONDS.sleep(LOOK_SECONDS);
      double share = cpu().minus(before).toMillis() / (1_000.0 * LOOK_SECONDS);
      if (share < AT_REST) {
        return;
      }
    }
  }

  /** The process that is Java; a script may stand before it. */
  long pid() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(one -> one.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseGet(process::toHandle)
        .pid();
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest ready =
        HttpRequest.newBuilder(uri.resolve("/health/ready")).timeout(Duration.ofSeconds(5)).build();
    long begun = System.nanoTime();
    while (process.isAlive() && System.nanoTime() - begun < START_LIMIT.toNanos()) {
      try {
        if (http.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // The port is not bound, or not served.
      }
      TimeUnit.MILLISECONDS.sleep(250);
    }
    throw new IOException("Mooring did not start; see " + log);
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    Processes.end(process, STOP_LIMIT_SECONDS);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        boolean leftover =
            from.relativize(file).toString().matches("servers/\\w+/(workarea|logs)/.*");
        if (Files.isDirectory(file)) {
          Files.createDirectories(leftover ? to : target);
        } else if (!leftover && Files.isRegularFile(file)) {
          Files.copy(file, target);
        }
      }
    }
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          Files.delete(file);
        }
      }
    }
  }
}
