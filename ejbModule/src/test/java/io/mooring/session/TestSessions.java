package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.feed.EphemeralEvent;
import io.mooring.feed.FeedHub;
import io.mooring.host.Servers;
import io.mooring.host.TestServers;
import io.mooring.node.TestNode;
import io.mooring.node.ThisNode;
import io.mooring.report.ErrorReporter;
import io.mooring.report.Incident;
import io.mooring.schema.TestBeans;
import io.mooring.schema.TestDatabase;
import io.mooring.time.Ids;
import io.mooring.time.Ticker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A node in plain Java: our beans on a test's database, a fake agent, clocks that can be moved. */
public final class TestSessions implements AutoCloseable {
  public static final Caller ANN = new Caller("default", "ann", Set.of(Role.USER));
  public static final SystemCaller SYSTEM = new SystemCaller("default");

  public final TestNode node;
  public final TestBeans beans;
  public final Map<String, String> settings = new HashMap<>();
  public final List<Incident> incidents = new CopyOnWriteArrayList<>();
  public final List<EphemeralEvent> shown = new CopyOnWriteArrayList<>();
  public volatile boolean hubBreaks;
  public final Ids ids = new Ids(Clock.systemUTC());
  private final TestServers servers;
  private final Path workdirs;
  private final AtomicLong aheadNanos = new AtomicLong();

  /** What is kept of lost sessions: the test's. */
  public final List<HistorySource> histories = new CopyOnWriteArrayList<>();

  /** Whether opencode's command line can be run. */
  public volatile boolean commandLine = true;

  private final class Histories extends HistorySources {
    @Override
    List<HistorySource> all() {
      return histories;
    }
  }

  /** Imports into the fake agent, or where there is no command line as the real one does. */
  private final class AgentImports extends Imports {
    private final Optional<FakeAgent> agent;

    private AgentImports(Optional<FakeAgent> agent) {
      this.agent = agent;
    }

    @Override
    void run(String tenant, String directory, JsonNode conversation) {
      if (commandLine && agent.isPresent()) {
        agent.get().imported(directory, conversation);
      } else {
        servers()
            .server(tenant)
            .importConversation(Path.of(directory), conversation, Duration.ofSeconds(1));
      }
    }
  }

  /** Shows nothing to anybody, but remembers. */
  private final class Hub extends FeedHub {
    @Override
    public void publish(EphemeralEvent event) {
      if (hubBreaks) {
        throw new IllegalStateException("broken with token=abcdefgh");
      }
      shown.add(event);
    }

    @Override
    public void dismiss(String tenant, String sessionId) {
      shown.add(EphemeralEvent.progress(tenant, sessionId, Optional.empty(), "dismissed", ""));
    }
  }

  public TestSessions(TestDatabase database, FakeAgent agent, String boot, Path data) {
    this(database, boot, new TestServers(data, agent.address()), Optional.of(agent), data);
  }

  public TestSessions(TestDatabase database, String boot, TestServers servers) {
    this(database, boot, servers, Optional.empty(), Path.of("/nowhere"));
  }

  private TestSessions(
      TestDatabase database,
      String boot,
      TestServers servers,
      Optional<FakeAgent> agent,
      Path data) {
    workdirs = data.toAbsolutePath().resolve("workdirs");
    node = new TestNode(boot);
    this.servers = servers;
    Ticker ticker = () -> System.nanoTime() + aheadNanos.get();
    beans =
        new TestBeans(database)
            .bind(ThisNode.class, node)
            .bind(PermissionPolicy.class, ConfiguredPermissions.class)
            .bind(Servers.class, servers.servers())
            .bind(FeedHub.class, new Hub())
            .bind(HistorySources.class, new Histories())
            .bind(Imports.class, new AgentImports(agent))
            .bind(WorkdirFarewell.class, (WorkdirFarewell) (system, sessionId) -> {})
            .bind(OwnWorkdirs.class, new Own())
            .bind(KnownAgents.class, new AnyAgents())
            .bind(Clock.class, new AheadClock())
            .bind(Ticker.class, ticker)
            .bind(Ids.class, ids)
            .bind(ErrorReporter.class, (ErrorReporter) incidents::add)
            .bind(Settings.class, new Settings(key -> Optional.ofNullable(settings.get(key))));
  }

  private final class Own extends OwnWorkdirs {
    @Override
    public Path root(String tenant) {
      return workdirs().resolve(tenant);
    }
  }

  /** Nothing is known of agents, and so none is refused. */
  private static final class AnyAgents implements KnownAgents {
    @Override
    public void learn(String tenant, String directory) {}

    @Override
    public void refuseUnknown(String tenant, String directory, String agent) {}
  }

  /** Where workdirs of its own would be. */
  public Path workdirs() {
    return workdirs;
  }

  /** The time of day, moved as far as the monotonic clock. */
  private final class AheadClock extends Clock {
    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().plusNanos(aheadNanos.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Moves both clocks on. */
  public void pass(Duration time) {
    aheadNanos.addAndGet(time.toNanos());
  }

  public <T> T get(Class<T> type) {
    return beans.get(type);
  }

  public Servers servers() {
    return servers.servers();
  }

  /** A new session of Ann's. */
  public String session() {
    return created(named(Optional.empty())).session().id();
  }

  public NewSession named(Optional<String> key) {
    return new NewSession(
        key,
        Optional.empty(),
        "build",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A new session of Ann's in a directory that is there. */
  public String sessionIn(Path workdir, boolean owned) {
    return get(SessionCreation.class)
        .create(
            ANN,
            named(Optional.empty()),
            new SessionCreation.Place(ids.next("ses"), workdir.toString(), owned),
            Optional.empty())
        .session()
        .id();
  }

  /** Creates without a directory. */
  public CreateSession.Created created(NewSession wanted) {
    String id = ids.next("ses");
    return get(SessionCreation.class)
        .create(ANN, wanted, new SessionCreation.Place(id, "/w/" + id, true), Optional.empty());
  }

  public SessionDocument read(String id) {
    return get(SessionChanges.class).read(SYSTEM, id);
  }

  @Override
  public void close() {
    servers.close();
  }
}
