package io.mooring.host;

import io.mooring.access.Tenants;
import io.mooring.opencode.ServerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The servers of this Mooring, one for a tenant. A server keeps its sessions in a database that one
 * process may open, so another configuration restarts it and never stands beside it. Before the
 * first start, what an earlier Mooring left running is ended.
 */
public class Servers {
  static final String LOCAL = "local";

  private static final System.Logger LOG = System.getLogger(Servers.class.getName());

  private final Plan plan;
  private final Surroundings around;
  private final Leftovers leftovers;
  private final Map<String, WatchedServer> servers = new LinkedHashMap<>();
  private boolean stopped;

  /**
   * Where servers come from.
   *
   * @param external the address of a server that somebody else runs, if there is one
   * @param configuration what a server started now would be told
   * @param home the directory of all servers' homes
   * @param most how many servers may run
   */
  record Plan(
      Optional<ServerAddress> external,
      OpencodeBinary.Choice choice,
      OpencodeBinary binary,
      Supplier<ServerConfiguration> configuration,
      Path home,
      ServerProcess.Tools tools,
      int most) {}

  Servers(Plan plan, Surroundings around) {
    this.plan = plan;
    this.around = around;
    this.leftovers = new Leftovers(plan.home(), around.ticker(), around.timings().grace());
  }

  /**
   * The tenant's server, up. Waits for it no longer than a start may take.
   *
   * @throws HostFailure when it is not up, with the time after which to ask again
   */
  public UpstreamServer server(String tenant) {
    WatchedServer server = known(tenant);
    server.ensure(around.timings().ready().plus(Duration.ofSeconds(5)));
    return server;
  }

  /** The tenant's server as it is, if it was ever asked for; nothing is started or waited for. */
  public Optional<UpstreamServer> find(String tenant) {
    synchronized (servers) {
      return Optional.ofNullable(servers.get(tenant));
    }
  }

  /**
   * The fingerprint that a server would have if it were started now.
   *
   * @throws HostFailure when none could be started
   */
  public String wantedFingerprint() {
    return plan.external().isPresent()
        ? ExternalServer.NAME
        : plan.configuration().get().fingerprint(plan.binary().find(() -> {}).version());
  }

  /**
   * Restarts the tenant's server with what is configured now; what runs on it is interrupted.
   *
   * @throws HostFailure when it does not come up again in time
   */
  public UpstreamServer restart(String tenant) {
    WatchedServer server = known(tenant);
    server.restart();
    return server(tenant);
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

  /** How the servers are, in the order in which they were first asked for. */
  public List<ServerHealth> health() {
    return all().stream().map(UpstreamServer::health).toList();
  }

  /** Ends all of them for good; comes back when nothing of them is left. */
  public void stopAll() {
    synchronized (servers) {
      stopped = true;
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
      if (known != null) {
        return known;
      }
      if (stopped) {
        throw ServerUnavailable.stopped();
      }
      if (servers.size() >= plan.most()) {
        throw ServerUnavailable.tooMany(plan.most());
      }
      WatchedServer made = make(tenant);
      servers.put(tenant, made);
      return made;
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
