package io.mooring.bench;

import io.mooring.client.MooringClient;
import io.mooring.client.NewSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of the throughput of one real opencode is left when 50 sessions prompt it through
 * Mooring. Runs come in pairs, now this way first and now that one.
 */
final class ParallelTurnsBench {
  private static final int SESSIONS = 50;
  private static final int TURNS_EACH = 2;
  private static final int RUNS = 7;

  /**
   * Runs that don't count: each session's first turn is another thing, and compilers are at work.
   */
  private static final int WARM_UPS = 7;

  private static final double LEAST = 0.85;
  private static final String PROMPT = "@say Hello from the scripted model.";

  private final DirectWay direct;
  private final MooringServer server;
  private final String directory;
  private final List<String> directly = new ArrayList<>();
  private final List<String> through = new ArrayList<>();

  ParallelTurnsBench(DirectWay direct, MooringServer server, String directory) {
    this.direct = direct;
    this.server = server;
    this.directory = directory;
  }

  void run(Report report) throws IOException, InterruptedException {
    MooringClient mooring = server.client();
    for (int i = 0; i < SESSIONS; i++) {
      directly.add(direct.createSession());
      through.add(mooring.sessions().create(NewSession.of("parallel-" + i).in(directory)).id());
    }
    for (int i = 0; i < WARM_UPS; i++) {
      directly();
      through(mooring);
    }
    List<String> rows = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double cpuMs = 0;
    for (int run = 0; run < RUNS; run++) {
      double first = run % 2 == 0 ? directly() : 0;
      long cpu = server.cpu().toNanos();
      double mine = through(mooring);
      cpuMs += (server.cpu().toNanos() - cpu) / 1e6;
      double theirs = run % 2 == 0 ? first : directly();
      ratios.add(mine / theirs);
      rows.add("| %d | %.2f | %.2f | %.2f |".formatted(run + 1, theirs, mine, mine / theirs));
    }
    report.section("h. %d parallel turns on one real opencode".formatted(SESSIONS));
    report.line("| run | turns/s directly | turns/s through Mooring | ratio |");
    report.line("|---:|---:|---:|---:|");
    rows.forEach(row -> report.line("%s", row));
    report.line("");
    double median = ratios.stream().sorted().skip(RUNS / 2).findFirst().orElseThrow();
    report.target(
        median >= LEAST, "the median ratio is %.2f; at least %.2f was aimed at", median, LEAST);
    report.note(
        "A turn through Mooring costs its process %.2f ms of CPU.",
        cpuMs / (RUNS * SESSIONS * TURNS_EACH));
  }

  private double directly() throws InterruptedException {
    return perSecond(worker -> direct.turn(directly.get(worker), PROMPT));
  }

  private double through(MooringClient mooring) throws InterruptedException {
    return perSecond(worker -> TurnBench.turn(mooring, through.get(worker), PROMPT));
  }

  private static double perSecond(Parallel.Work turn) throws InterruptedException {
    long begun = System.nanoTime();
    Parallel.run(
        SESSIONS,
        worker -> {
          for (int i = 0; i < TURNS_EACH; i++) {
            turn.run(worker);
          }
        });
    return SESSIONS * TURNS_EACH / ((System.nanoTime() - begun) / 1e9);
  }
}
