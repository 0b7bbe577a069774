package io.mooring.boot;

import io.mooring.config.ConfigurationException;
import io.mooring.config.Settings;
import io.mooring.feed.FeedHub;
import io.mooring.feed.FeedMetrics;
import io.mooring.host.DataDirectory;
import io.mooring.host.HostMetrics;
import io.mooring.host.Servers;
import io.mooring.node.ThisNode;
import io.mooring.problem.Problem;
import io.mooring.schema.DatabaseKind;
import io.mooring.schema.DatabaseSettings;
import io.mooring.schema.Schema;
import io.mooring.schema.SchemaException;
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
import java.util.ArrayList;
import java.util.List;
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

  @Inject Settings settings;
  @Inject Instance<DataDirectory> data;
  @Inject Instance<Servers> servers;
  @Inject ThisNode node;
  @Inject TurnService turns;
  @Inject FeedHub feed;
  @Inject HostMetrics hostMetrics;
  @Inject FeedMetrics feedMetrics;
  @Inject ClosedPort port;

  @Resource(lookup = "jdbc/mooring")
  DataSource database;

  private final Thread letGo = new Thread(this::letViewersGo, "mooring-let-go");

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
      turns.begin();
      letGo.setContextClassLoader(Boot.class.getClassLoader());
      Runtime.getRuntime().addShutdownHook(letGo);
      port.watch(this::letViewersGo);
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
   * comes to {@link #stop()}, and a stream of events is a request. {@code server stop} gives no
   * signal; then the closed port is the sign.
   */
  private void letViewersGo() {
    try {
      feed.drain();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "Viewers are let go later.", e);
    }
  }

  @PreDestroy
  void stop() {
    List<RuntimeException> failures = new ArrayList<>();
    step(failures, this::forgetSignal);
    step(failures, feed::drain);
    step(failures, this::endTurns);
    step(failures, () -> servers.get().stopAll());
    step(failures, node::end);
    failures.forEach(e -> LOG.log(System.Logger.Level.WARNING, "A step of the stop failed.", e));
  }

  private void forgetSignal() {
    port.forget();
    try {
      boolean was = Runtime.getRuntime().removeShutdownHook(letGo);
      LOG.log(System.Logger.Level.DEBUG, "stops without a signal: {0}", was);
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "stops at a signal");
    }
  }

  private void endTurns() {
    try {
      turns.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a step though the one before has failed. */
  private static void step(List<RuntimeException> failures, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }
}
