package io.mooring.host;

import io.mooring.opencode.Opencode;
import io.mooring.opencode.OpencodeTimeouts;
import io.mooring.opencode.ServerAddress;
import io.mooring.opencode.StreamTimings;
import io.mooring.time.Ticker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Servers in plain Java, with short waits, in a directory of the test's. */
final class Bench implements AutoCloseable {
  static final ThreadFactory THREADS =
      task -> {
        Thread thread = new Thread(task, "bench");
        thread.setDaemon(true);
        return thread;
      };
  static final OpencodeTimeouts TIMEOUTS =
      new OpencodeTimeouts(
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(8));

  final Path data;
  final ScheduledExecutorService scheduler;
  final List<ServerProgress> progress = new CopyOnWriteArrayList<>();
  final Map<String, String> machine = new TreeMap<>(Map.of("PATH", System.getenv("PATH")));
  final AtomicInteger refusals = new AtomicInteger();
  HostTimings timings =
      new HostTimings(
          Duration.ofSeconds(30),
          Duration.ofMillis(400),
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5));
  Map<String, String> passed = Map.of();
  int most = 16;
  Duration idle = Duration.ofHours(1);
  Ticker ticker = Ticker.SYSTEM;
  Optional<ServerAddress> external = Optional.empty();
  Function<ServerAddress, Opencode> clients = address -> Opencode.at(address, TIMEOUTS);

  private final List<Servers> made = new CopyOnWriteArrayList<>();

  Bench(Path data) {
    this(data, Executors.newScheduledThreadPool(1, THREADS));
  }

  Bench(Path data, ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
    this.data = data.toAbsolutePath();
  }

  OpencodeBinary.Choice choice(Path configured) {
    return new OpencodeBinary.Choice(
        configured,
        FakeOpencode.VERSION,
        OtherVersions.REFUSE,
        Install.NEVER,
        Duration.ofSeconds(20));
  }

  Servers servers(Path binary) {
    var tools = tools();
    Servers servers =
        new Servers(
            new Servers.Plan(
                external,
                choice(binary),
                new OpencodeBinary(choice(binary), data, machine, THREADS),
                () -> ServerConfiguration.build(Path.of(""), "", false, passed),
                data.resolve("servers"),
                tools,
                most,
                idle),
            new Surroundings(
                timings,
                new StreamTimings(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(35),
                    Duration.ofMillis(20),
                    Duration.ofMillis(200),
                    10),
                task -> THREADS.newThread(task).start(),
                scheduler,
                Clock.systemUTC(),
                ticker,
                clients,
                progress::add)) {
          @Override
          public UpstreamServer server(String tenant) {
            try {
              return super.server(tenant);
            } catch (HostFailure e) {
              refusals.incrementAndGet();
              throw e;
            }
          }
        };
    made.add(servers);
    return servers;
  }

  ServerProcess.Tools tools() {
    return new ServerProcess.Tools(machine, THREADS, Ticker.SYSTEM, timings.grace());
  }

  ServerHome home() {
    return ServerHome.of(data.resolve("servers"), "default", Servers.LOCAL);
  }

  /** Starts one process and waits until it is ready. */
  ServerProcess launch(Path binary, ServerLog log) {
    return ServerProcess.launch(
        binary, home(), ServerConfiguration.build(Path.of(""), "", false, passed), log, tools());
  }

  @Override
  public void close() {
    made.forEach(Servers::stopAll);
    scheduler.shutdownNow();
  }
}
