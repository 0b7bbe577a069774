package io.mooring.host;

import io.mooring.access.Tenants;
import io.mooring.opencode.ServerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The servers of this Mooring, one for a tenant. A server keeps its sessions in a database that one
 * process may open, so another configuration restarts it and never stands beside it. Before the
 * first start, what an earlier Mooring left running is ended. A server that nobody uses rests, and
 * comes back with the next call.
 */
public class Servers {
  static final String LOCAL = "local";

  /** A server that was called so recently may still be at it; no call that matters takes longer. */
  static final Duration JUST_USED = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(Servers.class.getName());

  private final Plan plan;
  private final Surroundings around;
  private final Leftovers leftovers;
  private final Reconfiguration reconfiguration;
  private final Map<String, WatchedServer> servers = new LinkedHashMap<>();
  private @Nullable ScheduledFuture<?> rests;
  private boolean stopped;

  /**
   * Where servers come from.
   *
   * @param external the address of a server that somebody else runs, if there is one
   * @param configuration what a server started now would be told
   * @param home the directory of all servers' homes
   * @param most how many servers may run
   * @param idle how long a server that nobody uses goes on running
   */
  record Plan(
      Optional<ServerAddress> external,
      OpencodeBinary.Choice choice,
      OpencodeBinary binary,
      Supplier<ServerConfiguration> configuration,
      Path home,
      ServerProcess.Tools tools,
      int most,
      Duration idle) {}

  Servers(Plan plan, Surroundings around) {
    this.plan = plan;
    this.around = around;
    this.leftovers = new Leftovers(plan.home(), around.ticker(), around.timings().grace());
    this.reconfiguration = new Reconfiguration(around.ticker());
  }

  /**
   * The tenant's server, up. Waits for it no longer than a start may take.
   *
   * @throws HostFailure when it is not up, with the time after which to ask again
   */
  public UpstreamServer server(String tenant) {
    WatchedServer server = known(tenant);
    reconfiguration.look(server);
    server.ensure(around.timings().ready().plus(Duration.ofSeconds(5)));
    return server;
  }

  /** The tenant's server as it is, if it was ever asked for; nothing is started or waited for. */
  public Optional<UpstreamServer> find(String tenant) {
    synchronized (servers) {
      return Optional.ofNullable(servers.get(tenant));
    }
  }

  /** Starts the default tenant's server without waiting; a failure leaves Mooring degraded. */
  public void startInBackground() {
    try {
      known(Tenants.DEFAULT).begin();
    } catch (HostFailure e) {
      LOG.log(
          System.Logger.Level.WARNING, "the opencode server is not started: {0}", e.getMessage());
    }
  }

  /** Puts servers that nobody uses to rest from now on, some time after their idle time at most. */
  public void restWhenIdle() {
    long everyMs = Math.max(100, Math.min(30_000, plan.idle().toMillis() / 4));
    synchronized (servers) {
      if (rests == null && !stopped) {
        rests =
            around
                .timer()
                .scheduleWithFixedDelay(this::restIdle, everyMs, everyMs, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void restIdle() {
    try {
      all().forEach(server -> server.rest(plan.idle()));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a server could not be put to rest", e);
    }
  }

  /** How the servers are, in the order in which they were first asked for. */
  public List<ServerHealth> health() {
    return all().stream().map(UpstreamServer::health).toList();
  }

  /** Ends all of them for good; comes back when nothing of them is left. */
  public void stopAll() {
    synchronized (servers) {
      stopped = true;
      if (rests != null) {
        rests.cancel(false);
      }
    }
    // Threads of our own: one that the container makes fails once its application is stopping.
    List<Thread> stops =
        all().stream().map(server -> new Thread(server::stop, "stop-" + server.name())).toList();
    stops.forEach(Thread::start);
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private List<WatchedServer> all() {
    synchronized (servers) {
      return new ArrayList<>(servers.values());
    }
  }

  private WatchedServer known(String tenant) {
    synchronized (servers) {
      WatchedServer known = servers.get(tenant);
      if (known != null && known.state() != ServerState.RESTING) {
        return known;
      }
      if (stopped) {
        throw ServerUnavailable.stopped();
      }
      makeRoom();
      return servers.computeIfAbsent(tenant, this::make);
    }
  }

  /** Puts the one to rest that was used least recently, when all places are taken. */
  private void makeRoom() {
    long running = servers.values().stream().filter(s -> s.state() != ServerState.RESTING).count();
    if (running < plan.most()) {
      return;
    }
    boolean room =
        servers.values().stream()
            .filter(server -> server.lastUsed().isPresent())
            .sorted(Comparator.comparing(server -> server.lastUsed().orElse(Long.MAX_VALUE)))
            .anyMatch(server -> server.rest(JUST_USED));
    if (!room) {
      throw ServerUnavailable.tooMany(plan.most());
    }
  }

  private WatchedServer make(String tenant) {
    if (plan.external().isPresent()) {
      return new ExternalServer(tenant, plan.external().get(), plan.choice(), around);
    }
    return new ManagedServer(
        tenant,
        LOCAL,
        plan.binary(),
        plan.configuration(),
        ServerHome.of(plan.home(), tenant, LOCAL),
        leftovers,
        plan.tools(),
        around);
  }
}
