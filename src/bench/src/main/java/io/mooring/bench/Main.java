package io.mooring.bench;

import io.mooring.client.MooringClient;
import io.mooring.client.NewSession;
import io.mooring.impostor.model.ScriptedModel;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/** Runs the benchmarks: starts what they need, measures, and writes the results down. */
public final class Main {
  private static final String PROMPT = "@say Hello from the scripted model.";

  private final Options options;
  private final Report report = new Report();

  private Main(Options options) {
    this.options = options;
  }

  /** See {@link Options}. */
  public static void main(String[] args) throws IOException, InterruptedException, SQLException {
    Options options = Options.parse(args);
    new Main(options).run();
    System.exit(0); // clients' threads are not worth waiting for
  }

  private void run() throws IOException, InterruptedException, SQLException {
    if (options.wants('a') || options.wants('c') || options.wants('d')) {
      onScriptedUpstream();
    }
    if (options.wants('s')) {
      snapshotJob();
    }
    if (options.opencode().isEmpty()) {
      report.say("Without a real opencode, what needs it is left out.");
    } else {
      try (ScriptedModel model = ScriptedModel.start(0)) {
        if ("bdeh".chars().anyMatch(letter -> options.wants((char) letter))) {
          onRealOpencode(model.baseUri());
        }
        if (options.wants('e')) {
          cold(model.baseUri());
        }
      }
    }
    if (options.wants('g')) {
      new FramesBench(options).run(report);
    }
    if (options.wants('i')) {
      new MemoryBench(options).run(report);
    }
    if (options.wants('j')) {
      new ScaleBench(options).onDerby(report);
    }
    if (options.wants('k')) {
      new ScaleBench(options).onPostgres(report);
    }
    if (options.wants('l')) {
      new JournalBench(options).run(report);
    }
    if (options.wants('m')) {
      new IdleViewersBench(options).run(report);
    }
    if (options.document().isPresent()) {
      report.writeInto(options.document().get());
    }
  }

  private void onScriptedUpstream() throws IOException, InterruptedException {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(0);
        MooringServer server = external("scripted", 0, upstream.baseUri(), options.work());
        DirectWay direct = new DirectWay(upstream.baseUri(), options.work().toString())) {
      MooringClient mooring = server.client();
      if (options.wants('a')) {
        new TurnBench(direct, server, upstream.controls(), options).run(report);
      }
      if (options.wants('c')) {
        new FeedBench(direct, server).run(report);
      }
      if (options.wants('d')) {
        new EnsureBench(direct, mooring, "the scripted upstream").run(report);
      }
    }
  }

  private void snapshotJob() throws IOException, InterruptedException {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(0)) {
      Map<String, String> settings =
          Map.of(
              "MOORING_OPENCODE_URL",
              upstream.baseUri().toString(),
              "MOORING_SNAPSHOT_SNAPSHOT_SESSIONS_SCHEDULE",
              "off");
      try (MooringServer server = MooringServer.start(options, "jobs", options.port(), settings)) {
        new SnapshotJobBench(server).run(report);
      }
    }
  }

  private void onRealOpencode(URI model) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory(Files.createDirectories(options.work()), "opencode");
    long begun = System.nanoTime();
    try (RealOpencode opencode = RealOpencode.start(options.opencode().orElseThrow(), home, model);
        DirectWay direct = new DirectWay(opencode.uri(), opencode.project().toString())) {
      String session = direct.createSession();
      direct.turn(session, PROMPT);
      double coldMs = (System.nanoTime() - begun) / 1e6;
      double secondMs = direct.turn(session, PROMPT).allNanos() / 1e6;
      if (options.wants('e')) {
        report.section("e. A cold first turn on the real opencode, directly");
        report.note("%.0f ms with the start of opencode, then %.0f ms.", coldMs, secondMs);
      }
      if (!options.wants('b') && !options.wants('d') && !options.wants('h')) {
        return;
      }
      try (MooringServer server = external("real", 1, opencode.uri(), opencode.project())) {
        if (options.wants('b')) {
          new WholeTurnBench(direct, server.client(), opencode.project().toString()).run(report);
        }
        if (options.wants('d')) {
          new EnsureBench(direct, server.client(), "the real opencode").run(report);
        }
        if (options.wants('h')) {
          new ParallelTurnsBench(direct, server, opencode.project().toString()).run(report);
        }
      }
    }
  }

  private MooringServer external(String name, int nth, URI upstream, Path roots)
      throws IOException, InterruptedException {
    return MooringServer.external(options, name, nth, upstream, roots, Map.of());
  }

  private void cold(URI model) throws IOException, InterruptedException {
    Path config =
        RealOpencode.configuration(
            Files.createTempDirectory(Files.createDirectories(options.work()), "cold"), model);
    Map<String, String> settings =
        Map.of(
            "MOORING_OPENCODE_BINARY", options.opencode().orElseThrow().toString(),
            "MOORING_OPENCODE_CONFIG", config.toString());
    try (MooringServer server =
        MooringServer.start(options, "cold", options.port() + 2, settings)) {
      MooringClient mooring = server.client();
      String session = mooring.sessions().create(NewSession.of("cold")).id();
      double firstMs = TurnBench.turn(mooring, session, PROMPT) / 1e6;
      double secondMs = TurnBench.turn(mooring, session, PROMPT) / 1e6;
      String another = mooring.sessions().create(NewSession.of("warm")).id();
      double otherMs = TurnBench.turn(mooring, another, PROMPT) / 1e6;
      report.section("e. A cold first turn on the real opencode, through Mooring");
      report.note(
          "%.0f ms with the start of opencode, then %.0f ms; the first turn of"
              + " another session %.0f ms.",
          firstMs, secondMs, otherMs);
    }
  }
}
