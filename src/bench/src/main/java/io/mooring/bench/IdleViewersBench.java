package io.mooring.bench;

import io.mooring.client.NewSession;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What viewers cost while nothing happens: memory, and the CPU of their pings. */
final class IdleViewersBench {
  private static final int VIEWERS = 5_000;
  private static final int SESSIONS = 500;
  private static final Duration REST = Duration.ofSeconds(60);
  private static final long SETTLE_MS = 3_000;

  private final Options options;

  IdleViewersBench(Options options) {
    this.options = options;
  }

  void run(Report report) throws IOException, InterruptedException {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(0);
        MooringServer server =
            MooringServer.external(
                options, "viewers", 0, upstream.baseUri(), options.work(), Map.of())) {
      List<String> watched = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        watched.add(server.client().sessions().create(NewSession.of("idle-" + i)).id());
      }
      while (watched.size() < VIEWERS) {
        watched.add(watched.get(watched.size() - SESSIONS));
      }
      // What the first viewer brings with it is there for all of them.
      ViewerCrowd first =
          ViewerCrowd.watch(server.uri(), Api.authorization("bench"), watched.subList(0, 50));
      first.close();
      TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
      LiveObjects none = LiveObjects.of(server.pid());
      Duration quiet = rest(server);
      try (ViewerCrowd crowd =
          ViewerCrowd.watch(server.uri(), Api.authorization("bench"), watched)) {
        TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
        LiveObjects all = LiveObjects.of(server.pid());
        long before = crowd.seen().pings();
        Duration watching = rest(server);
        tell(report, all.bytes() - none.bytes(), quiet, watching, crowd.seen().pings() - before);
      }
    }
  }

  private static Duration rest(MooringServer server) throws InterruptedException {
    Duration before = server.cpu();
    TimeUnit.NANOSECONDS.sleep(REST.toNanos());
    return server.cpu().minus(before);
  }

  private static void tell(
      Report report, long bytes, Duration quiet, Duration watching, long pings) {
    report.section("m. %d idle viewers of %d sessions".formatted(VIEWERS, SESSIONS));
    report.note(
        "A viewer holds %.1f KB of the heap, the server's connection and its share of the watched"
            + " session included.",
        bytes / 1e3 / VIEWERS);
    report.note(
        "%d pings in %d s cost %d ms of CPU beside the %d ms of a server without viewers: %.0f µs"
            + " a ping and its pong.",
        pings,
        REST.toSeconds(),
        watching.minus(quiet).toMillis(),
        quiet.toMillis(),
        pings == 0 ? 0.0 : watching.minus(quiet).toNanos() / 1e3 / pings);
  }
}
