package io.mooring.test;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The installed Mooring as a process of its own, with its own port, data directory and users. After
 * {@link #kill9()} or {@link #stop()} it can be started again on the same data directory.
 */
public final class MooringServer implements AutoCloseable {
  /** Who may log in, and the groups that are the roles. */
  private static final Map<String, String> USERS =
      Map.of("alice", "user", "bob", "user", "audrey", "auditor", "adam", "admin");

  /** A start that takes longer than this says what its threads do. */
  private static final Duration LATE = Duration.ofMinutes(1);

  private static final Duration START = Patience.of(Duration.ofMinutes(4));
  private static final String DUMPED = "JNI global ref";
  private static final Duration STOP = Duration.ofMinutes(1);

  /** It lives for a minute or two: the optimising compiler would take more time than it saves. */
  static final String JVM_ARGS = "-XX:TieredStopAtLevel=1";

  private final Path directory;
  private final Path data;
  private final Map<String, String> environment;
  private final Map<String, String> passwords = new LinkedHashMap<>();
  private final int port = Installed.freePort();
  private int starts;
  private Process process;

  private MooringServer(Path directory, Map<String, String> environment, boolean crashable)
      throws IOException {
    this.directory = directory;
    this.data = directory.resolve("data");
    this.environment = new LinkedHashMap<>(environment);
    USERS.keySet().forEach(user -> passwords.put(user, UUID.randomUUID().toString()));
    layOut();
    if (crashable) {
      CrashableEar.make(directory.resolve("usr/servers/mooring/apps/mooring.ear"));
    }
    process = launch();
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param name what its directory is called
   * @param environment settings as variables, MOORING_..; port and data directory are set
   */
  public static MooringServer start(String name, Map<String, String> environment) {
    try {
      return new MooringServer(Installed.newDirectory(name), environment, false).ready();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with {@link io.mooring.crash.CrashingPoints} in it, for {@link #crashAt}. */
  public static MooringServer startCrashable(String name, Map<String, String> environment) {
    try {
      return new MooringServer(Installed.newDirectory(name), environment, true).ready();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * From now on these sessions stop at their points, and when all have come there, or some time
   * after the first has, the process ends as if it were killed.
   */
  public void crashAt(Map<String, String> pointsBySession, Duration patience) {
    Properties plan = new Properties();
    plan.putAll(pointsBySession);
    plan.setProperty("patience.ms", Long.toString(patience.toMillis()));
    try {
      Path written = Files.createTempFile(directory, "plan", "");
      try (Writer out = Files.newBufferedWriter(written)) {
        plan.store(out, null);
      }
      Files.move(written, plan(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until the process has ended itself, and takes the plan away.
   *
   * @return the sessions that had come to their points by then
   */
  public Set<String> awaitCrash() {
    awaitExit();
    try {
      Files.delete(plan());
      Path arrived = Path.of(plan() + ".arrived");
      Set<String> sessions = new HashSet<>(Files.readAllLines(arrived));
      Files.delete(arrived);
      return sessions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path plan() {
    return directory.resolve("crash-plan");
  }

  /** Starts it again on what the last run left. */
  public void startAgain() {
    try {
      process = launch();
      ready();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again on what the last run left, with some settings changed. */
  public void startAgain(Map<String, String> changed) {
    environment.putAll(changed);
    startAgain();
  }

  /** A user directory of its own: the server's configuration, its users, the drivers. */
  private void layOut() throws IOException {
    Path installed = Installed.liberty().resolve("usr");
    Path server = directory.resolve("usr/servers/mooring");
    for (String part : List.of("server.xml", "server.env", "jvm.options", "apps/mooring.ear")) {
      Path copy = server.resolve(part);
      Files.createDirectories(copy.getParent());
      Files.copy(installed.resolve("servers/mooring").resolve(part), copy);
    }
    Installed.copy(
        installed.resolve("shared/resources/jdbc"),
        Files.createDirectories(directory.resolve("usr/shared/resources")).resolve("jdbc"));
    Files.writeString(
        Files.createDirectories(server.resolve("configDropins/overrides")).resolve("users.xml"),
        registry());
  }

  private String registry() {
    StringBuilder xml = new StringBuilder("<server><basicRegistry realm=\"mooring\">\n");
    passwords.forEach(
        (user, password) ->
            xml.append("<user name=\"%s\" password=\"%s\"/>\n".formatted(user, password)));
    USERS.values().stream()
        .distinct()
        .forEach(
            group -> {
              xml.append("<group name=\"%s\">".formatted(group));
              USERS.forEach(
                  (user, its) -> {
                    if (its.equals(group)) {
                      xml.append("<member name=\"%s\"/>".formatted(user));
                    }
                  });
              xml.append("</group>\n");
            });
    return xml.append("</basicRegistry></server>\n").toString();
  }

  private Process launch() throws IOException {
    starts++;
    ProcessBuilder builder =
        new ProcessBuilder(Installed.liberty().resolve("bin/server").toString(), "run", "mooring")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()));
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("MOORING_") || name.startsWith("WLP_"));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("WLP_USER_DIR", directory.resolve("usr").toString());
    variables.put("MOORING_HTTP_PORT", Integer.toString(port));
    variables.put("MOORING_DATA_DIRECTORY", data.toString());
    variables.put("CRASH_PLAN", plan().toString());
    variables.put("JVM_ARGS", JVM_ARGS);
    variables.putAll(environment);
    return builder.start();
  }

  private MooringServer ready() {
    try {
      if (!awaitReady(LATE)) {
        dumpThreads();
        if (!awaitReady(START.minus(LATE))) {
          dumpThreads();
          throw new IllegalStateException("it is not ready after " + START);
        }
      }
      return this;
    } catch (RuntimeException | Error failure) {
      jvm().destroyForcibly();
      opencodeProcesses().forEach(ProcessHandle::destroyForcibly);
      throw new IllegalStateException("Mooring did not start:\n" + log(), failure);
    }
  }

  private boolean awaitReady(Duration longest) {
    try {
      await()
          .atMost(longest)
          .pollInterval(Duration.ofMillis(250))
          .until(() -> tellsReadiness(Http.at(uri())));
      return true;
    } catch (ConditionTimeoutException late) {
      return false;
    }
  }

  /** Makes the JVM write what its threads do into its log. */
  private void dumpThreads() {
    int before = dumps();
    try {
      Process asked = new ProcessBuilder("kill", "-s", "QUIT", Long.toString(jvm().pid())).start();
      if (asked.waitFor() != 0) {
        throw new IllegalStateException("it can't be asked what its threads do");
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> dumps() > before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private int dumps() {
    return log().split(DUMPED, -1).length - 1;
  }

  private boolean tellsReadiness(Http anybody) {
    if (!process.isAlive() || log().contains("CWWKZ0002E")) {
      throw new IllegalStateException("its start failed");
    }
    return anybody.tryGet("/health/ready") == 200;
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The API as a user sees it: alice and bob are users, audrey an auditor, adam an admin. */
  public Http as(String user) {
    return Http.at(uri()).loggedIn(user, password(user));
  }

  /** A user's password, for what speaks no {@link Http}. */
  public String password(String user) {
    return passwords.get(user);
  }

  public Path data() {
    return data;
  }

  /** What it printed, all starts together. */
  public String log() {
    try {
      return Files.readString(console());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path console() {
    return directory.resolve("console.log");
  }

  /** How often it was started. */
  public int starts() {
    return starts;
  }

  /** The agents' processes that are alive now. */
  public List<ProcessHandle> opencodeProcesses() {
    return OpencodeProcesses.of(data);
  }

  /** The Java process itself: the script that started it may stand before it. */
  private ProcessHandle jvm() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(handle -> handle.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseGet(process::toHandle);
  }

  /** The process of the server. */
  public long pid() {
    return jvm().pid();
  }

  /** Ends it as a crash would. Its opencode servers live on, as they would. */
  public void kill9() {
    jvm().destroyForcibly();
    awaitExit();
  }

  /** Ends it as an operator would; it ends its opencode servers. */
  public void stop() {
    jvm().destroy();
    awaitExit();
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        jvm().destroyForcibly();
        process.destroyForcibly();
        throw new IllegalStateException("Mooring did not stop:\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Stops it if it runs, and ends what is left of it.
   *
   * @throws IllegalStateException when an orderly stop left opencode processes
   */
  @Override
  public void close() {
    List<ProcessHandle> left = new ArrayList<>();
    try {
      if (process.isAlive()) {
        stop();
        left.addAll(opencodeProcesses());
      }
    } finally {
      opencodeProcesses().forEach(ProcessHandle::destroyForcibly);
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException("a stop left opencode processes: " + left + "\n" + log());
    }
    Installed.delete(data);
    Installed.delete(directory.resolve("usr"));
  }
}
