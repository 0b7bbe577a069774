package io.mooring.boot;

import io.mooring.config.ConfigurationException;
import io.mooring.config.Settings;
import io.mooring.feed.FeedHub;
import io.mooring.feed.FeedMetrics;
import io.mooring.host.DataDirectory;
import io.mooring.host.HostMetrics;
import io.mooring.host.Servers;
import io.mooring.job.JobService;
import io.mooring.node.ThisNode;
import io.mooring.problem.Problem;
import io.mooring.schema.DatabaseKind;
import io.mooring.schema.DatabaseSettings;
import io.mooring.schema.Schema;
import io.mooring.schema.SchemaException;
import io.mooring.snapshot.Snapshotting;
import io.mooring.snapshot.TurnExports;
import io.mooring.snapshot.restoring.Restoring;
import io.mooring.turn.TurnService;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Starts Mooring, each feature after those it stands on, and stops it in the reverse order. A start
 * that can't succeed ends the whole server with one line that says what to do. The transactions are
 * the steps' own.
 */
@Startup
@Singleton
@DependsOn("Preflight")
@TransactionManagement(TransactionManagementType.BEAN)
public class Boot {
  private static final System.Logger LOG = System.getLogger("mooring");

  /** What is not exported by then, the next turn exports. */
  private static final Duration EXPORTS_END = Duration.ofSeconds(3);

  @Inject Settings settings;
  @Inject Instance<DataDirectory> data;
  @Inject Instance<Servers> servers;
  @Inject ThisNode node;
  @Inject TurnService turns;
  @Inject TurnExports exports;
  @Inject Snapshotting snapshots;
  @Inject Restoring restores;
  @Inject FeedHub feed;
  @Inject JobService jobs;
  @Inject HostMetrics hostMetrics;
  @Inject FeedMetrics feedMetrics;
  @Inject ClosedPort port;

  @Resource(lookup = "jdbc/mooring")
  DataSource database;

  private final Thread atSignal = new Thread(this::prepareToStop, "mooring-stop");

  @PostConstruct
  void start() {
    try {
      DataDirectory directory = data.get();
      DatabaseKind kind = DatabaseSettings.kind(settings);
      new Schema(database).migrate(kind);
      node.begin(directory.root());
      hostMetrics.begin(servers.get());
      servers.get().startInBackground();
      servers.get().restWhenIdle();
      feedMetrics.begin();
      exports.begin();
      snapshots.begin();
      restores.begin();
      turns.begin();
      jobs.begin();
      atSignal.setContextClassLoader(Boot.class.getClassLoader());
      Runtime.getRuntime().addShutdownHook(atSignal);
      port.watch(this::prepareToStop);
      announce(directory, kind);
    } catch (ConfigurationException | SchemaException | StartFailed | Problem e) {
      LastWords.exit(String.valueOf(e.getMessage()));
    }
  }

  private static void announce(DataDirectory directory, DatabaseKind kind) {
    String files =
        "Mooring keeps its files in "
            + directory.root()
            + (directory.isTemporary() ? ", which goes with this server; " : "; ");
    String rows =
        switch (kind) {
          case MEMORY -> "the database is in memory: nothing in it outlives this server.";
          case DERBY -> "the database is embedded Derby.";
          case POSTGRESQL -> "the database is PostgreSQL.";
        };
    LastWords.say(files + rows);
  }

  /**
   * At a signal, beside Liberty's own stop: that waits up to 30 s for requests to end before it
   * comes to {@link #stop()}, and a stream of events is a request. Prompts are refused from now on.
   * {@code server stop} gives no signal; then the closed port is the sign.
   */
  private void prepareToStop() {
    new CleanUp().step("new prompts", turns::admitNothing).step("viewers", feed::drain).end();
  }

  @PreDestroy
  void stop() {
    new CleanUp()
        .step("the signal", this::forgetSignal)
        .step("viewers", feed::drain)
        .step("jobs", jobs::end)
        .step("turns", turns::end)
        .step("exports", () -> exports.end(EXPORTS_END))
        .step("snapshots", snapshots::end)
        .step("restores", restores::end)
        .step("opencode", () -> servers.get().stopAll())
        .step("this node's lease", node::end)
        .end();
  }

  private void forgetSignal() {
    port.forget();
    try {
      boolean was = Runtime.getRuntime().removeShutdownHook(atSignal);
      LOG.log(System.Logger.Level.DEBUG, "stops without a signal: {0}", was);
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "stops at a signal");
    }
  }
}
