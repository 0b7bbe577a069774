package io.mooring.bench;

import io.mooring.client.MooringClient;
import io.mooring.client.NewSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ensure when the session is open: against reading the session upstream. */
final class EnsureBench {
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 4;
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private final DirectWay direct;
  private final MooringClient mooring;
  private final String upstream;

  EnsureBench(DirectWay direct, MooringClient mooring, String upstream) {
    this.direct = direct;
    this.mooring = mooring;
    this.upstream = upstream;
  }

  void run(Report report) throws IOException, InterruptedException {
    List<String> mooringSessions = new ArrayList<>();
    List<String> directSessions = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      mooringSessions.add(mooring.sessions().create(NewSession.of(upstream + "-" + i)).id());
      directSessions.add(direct.createSession());
    }
    Parallel.Work ensure = worker -> mooring.sessions().ensure(mooringSessions.get(worker));
    Parallel.Work get = worker -> direct.session(directSessions.get(worker));
    round(ensure, new Samples());
    round(get, new Samples());
    Samples through = new Samples();
    Samples directly = new Samples();
    for (int i = 0; i < ROUNDS; i++) {
      round(get, directly);
      round(ensure, through);
    }
    report.begin("d. Ensure of an open session, " + CLIENTS + " clients, on " + upstream);
    report.row("GET /session/{id} directly", directly);
    report.row("ensure through Mooring", through);
    report.end();
    double seconds = ROUNDS * ROUND_NANOS / 1e9;
    report.note(
        "Requests a second: %.0f directly, %.0f through Mooring.",
        directly.count() / seconds, through.count() / seconds);
  }

  private static void round(Parallel.Work work, Samples samples) throws InterruptedException {
    long end = System.nanoTime() + ROUND_NANOS;
    Parallel.run(
        CLIENTS,
        worker -> {
          long now = System.nanoTime();
          while (now < end) {
            work.run(worker);
            long after = System.nanoTime();
            samples.add(after - now);
            now = after;
          }
        });
  }
}
