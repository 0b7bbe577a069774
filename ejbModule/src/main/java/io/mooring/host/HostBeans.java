package io.mooring.host;

import io.mooring.config.Settings;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.OpencodeTimeouts;
import io.mooring.opencode.ServerAddress;
import io.mooring.opencode.StreamTimings;
import io.mooring.time.Ticker;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the data directory and the servers out of the settings. */
@ApplicationScoped
public class HostBeans {
  @Resource private ManagedScheduledExecutorService timer;
  @Resource private ManagedThreadFactory threads;

  @Inject private Event<ServerProgress> progress;
  @Inject private HostMetrics metrics;

  @Produces
  @Singleton
  DataDirectory dataDirectory(Settings settings) {
    Path configured = settings.get(HostSettings.DATA);
    if (configured.equals(HostSettings.IN_MEMORY)) {
      return DataDirectory.temporary();
    }
    return DataDirectory.open(
        configured.toString().isEmpty()
            ? Path.of(System.getProperty("user.home"), ".mooring")
            : configured);
  }

  void close(@Disposes DataDirectory directory) {
    directory.close();
  }

  /** Whoever starts them stops them: when beans are disposed of, there are no more threads. */
  @Produces
  @Singleton
  Servers servers(Settings settings, DataDirectory data, Clock clock, Ticker ticker) {
    Map<String, String> machine = System.getenv();
    HostTimings timings = HostTimings.withReady(settings.get(HostSettings.READY_TIMEOUT));
    OpencodeTimeouts timeouts = OpencodeTimeouts.of(settings);
    OpencodeBinary.Choice choice = OpencodeBinary.Choice.of(settings);
    Servers.Plan plan =
        new Servers.Plan(
            external(settings),
            choice,
            new OpencodeBinary(choice, data.root(), machine, threads),
            () -> configuration(settings, machine),
            data.root().resolve("servers"),
            new ServerProcess.Tools(machine, threads, ticker, timings.grace()),
            settings.get(HostSettings.MAX_SERVERS),
            settings.get(HostSettings.IDLE));
    return new Servers(
        plan,
        new Surroundings(
            timings,
            StreamTimings.of(settings),
            task -> threads.newThread(task).start(),
            timer,
            clock,
            ticker,
            address -> Opencode.at(address, timeouts, metrics),
            progress::fire));
  }

  private static Optional<ServerAddress> external(Settings settings) {
    return Optional.of(settings.get(HostSettings.URL))
        .filter(url -> !url.toString().isEmpty())
        .map(
            url ->
                new ServerAddress(
                    url, settings.get(HostSettings.USER), settings.get(HostSettings.PASSWORD)));
  }

  private static ServerConfiguration configuration(Settings settings, Map<String, String> machine) {
    Map<String, String> passed = new TreeMap<>();
    for (String name : settings.get(HostSettings.ENVIRONMENT)) {
      Optional.ofNullable(machine.get(name)).ifPresent(value -> passed.put(name, value));
    }
    return ServerConfiguration.build(
        settings.get(HostSettings.CONFIG),
        settings.get(HostSettings.MODEL),
        settings.get(HostSettings.SNAPSHOTS),
        passed);
  }
}
