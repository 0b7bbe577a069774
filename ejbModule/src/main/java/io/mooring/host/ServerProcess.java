package io.mooring.host;

import io.mooring.opencode.ServerAddress;
import io.mooring.report.Secrets;
import io.mooring.time.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of {@code opencode serve}: a session and process group of its own, a record of it on
 * disk, and its output drained for as long as it lives.
 */
final class ServerProcess {
  static final String USER = "opencode";

  private static final System.Logger LOG = System.getLogger(ServerProcess.class.getName());
  private static final Pattern LISTENING =
      Pattern.compile("opencode server listening on http://127\\.0\\.0\\.1:(\\d{1,5})");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LINES_SHOWN = 40;

  /**
   * The shell waits for a line before it becomes opencode. So the record is on disk before opencode
   * does anything, and when Mooring dies in between, the shell reads the end and goes.
   */
  private static final String GATE = "read -r go || exit 125; exec \"$@\" </dev/null";

  private final Process process;
  private final ProcessRecord record;
  private final Path recordFile;
  private final String password;
  private final ServerLog log;
  private final Ticker ticker;
  private final Duration grace;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CountDownLatch drained = new CountDownLatch(2);
  private boolean gone;

  /** What every run of a server shares. */
  record Tools(Map<String, String> machine, ThreadFactory threads, Ticker ticker, Duration grace) {}

  private ServerProcess(
      Process process,
      ProcessRecord record,
      Path recordFile,
      String password,
      ServerLog log,
      Tools tools) {
    this.process = process;
    this.record = record;
    this.recordFile = recordFile;
    this.password = password;
    this.log = log;
    this.ticker = tools.ticker();
    this.grace = tools.grace();
  }

  /**
   * Starts it; it is not ready yet.
   *
   * @throws ServerStartFailed when there is nothing to wait for
   */
  static ServerProcess launch(
      Path binary, ServerHome home, ServerConfiguration configuration, ServerLog log, Tools tools) {
    if (!MachineProcess.supported()) {
      throw new ServerStartFailed(
          "Mooring runs opencode servers on Linux only; name one by "
              + HostSettings.URL.key()
              + ".");
    }
    String setsid =
        Programs.find("setsid", tools.machine().getOrDefault("PATH", ""))
            .orElseThrow(
                () ->
                    new ServerStartFailed(
                        "The program setsid (of util-linux) is not on this machine's PATH."));
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random(32));
    String mark = HexFormat.of().formatHex(random(16));
    List<String> words = new ArrayList<>(List.of(setsid, "/bin/sh", "-c", GATE, "sh"));
    words.add(binary.toString());
    words.addAll(List.of("serve", "--hostname", "127.0.0.1", "--port", "0"));
    try {
      home.prepare(configuration);
      ProcessBuilder builder = new ProcessBuilder(words).directory(home.home().toFile());
      builder.environment().clear();
      builder
          .environment()
          .putAll(home.environment(tools.machine(), configuration, password, mark));
      Process process = builder.start();
      return adopt(process, mark, home, password, log, configuration, tools);
    } catch (IOException e) {
      throw new ServerStartFailed("The opencode server can't be started.", List.of(), e);
    }
  }

  private static ServerProcess adopt(
      Process process,
      String mark,
      ServerHome home,
      String password,
      ServerLog log,
      ServerConfiguration configuration,
      Tools tools)
      throws IOException {
    boolean adopted = false;
    try {
      long startTicks =
          MachineProcess.find(process.pid())
              .orElseThrow(() -> new IOException("it ended at once"))
              .startTicks();
      ProcessRecord record =
          new ProcessRecord(process.pid(), startTicks, MachineProcess.bootId(), mark, 0);
      record.write(home.record());
      ServerProcess server =
          new ServerProcess(process, record, home.record(), password, log, tools);
      List<String> hidden = new ArrayList<>(configuration.secrets());
      hidden.add(password);
      hidden.add(
          Base64.getEncoder()
              .encodeToString((USER + ':' + password).getBytes(StandardCharsets.UTF_8)));
      server.drain(new Secrets(hidden), tools.threads());
      try (OutputStream gate = process.getOutputStream()) {
        gate.write('\n');
      }
      adopted = true;
      return server;
    } finally {
      if (!adopted) {
        process.destroyForcibly();
      }
    }
  }

  private void drain(Secrets secrets, ThreadFactory threads) {
    for (InputStream output : List.of(process.getInputStream(), process.getErrorStream())) {
      boolean main = output == process.getInputStream();
      threads
          .newThread(
              () -> {
                LineReader.drain(output, line -> read(line, main, secrets));
                drained.countDown();
              })
          .start();
    }
  }

  private void read(String line, boolean main, Secrets secrets) {
    log.add(secrets.clean(line));
    Matcher matcher = LISTENING.matcher(line);
    if (main && !port.isDone() && matcher.find()) {
      port.complete(Integer.parseInt(matcher.group(1)));
    }
  }

  /**
   * Waits until it listens. Whatever else happens, all of it is ended.
   *
   * @throws ServerStartFailed when it ends before or does not get ready in time
   */
  ServerAddress awaitReady(Duration atMost) {
    CompletableFuture<Integer> ended =
        process.onExit().thenApply(Process::exitValue).thenApply(exit -> -1 - exit);
    try {
      int first =
          (Integer)
              CompletableFuture.anyOf(port, ended).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      if (first >= 0) {
        record.listeningOn(first).write(recordFile);
        return new ServerAddress(URI.create("http://127.0.0.1:" + first), USER, password);
      }
      throw failed("ended with exit status " + (-1 - first) + " before it was ready");
    } catch (TimeoutException e) {
      throw failed("was not ready within " + atMost.toSeconds() + " s");
    } catch (ExecutionException | IOException e) {
      stop();
      throw new ServerStartFailed("The opencode server can't be watched.", lastLines(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was not waited for");
    }
  }

  private ServerStartFailed failed(String how) {
    stop();
    return new ServerStartFailed("The opencode server " + how + ".", lastLines(), null);
  }

  private List<String> lastLines() {
    try {
      // All of it is dead now; what it said is in the pipes at most.
      boolean all = drained.await(1, TimeUnit.SECONDS);
      LOG.log(System.Logger.Level.DEBUG, "output read to its end: {0}", all);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return log.last(LINES_SHOWN);
  }

  /** Its end, whoever brought it about. */
  CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  long pid() {
    return process.pid();
  }

  /** What all that belongs to this run carries in its environment. */
  String mark() {
    return record.mark();
  }

  /**
   * Ends it and all that it started.
   *
   * @return whether nothing of it is left; else the record stays, for a later Mooring
   */
  synchronized boolean stop() {
    if (gone) {
      return true; // and the record there may be the next run's
    }
    List<MachineProcess> left = new ProcessGroup(record, ticker, grace).end();
    if (!left.isEmpty()) {
      LOG.log(System.Logger.Level.ERROR, "processes of a server can't be ended: {0}", left);
      return false;
    }
    gone = true;
    try {
      Files.deleteIfExists(recordFile);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a server's record can't be removed", e);
    }
    return true;
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
