package io.mooring.bench;

import io.mooring.client.MooringClient;
import io.mooring.client.NewSession;
import java.io.IOException;

/** What Mooring adds to a whole turn of the real opencode: one turn each way, again and again. */
final class WholeTurnBench {
  private static final int TURNS = 40;
  private static final int WARM_UP = 200;
  private static final String PROMPT = "@say Hello from the scripted model.";
  private static final double MOST_BESIDE_GET_MS = 8;

  private final DirectWay direct;
  private final MooringClient mooring;
  private final String directory;

  WholeTurnBench(DirectWay direct, MooringClient mooring, String directory) {
    this.direct = direct;
    this.mooring = mooring;
    this.directory = directory;
  }

  void run(Report report) throws IOException, InterruptedException {
    String directly = direct.createSession();
    String through = mooring.sessions().create(NewSession.of("whole").in(directory)).id();
    Samples idle = new Samples();
    Samples messages = new Samples();
    Samples all = new Samples();
    Samples mooringAll = new Samples();
    for (int i = -WARM_UP; i < TURNS; i++) {
      DirectWay.Times times = direct.turn(directly, PROMPT);
      long took = TurnBench.turn(mooring, through, PROMPT);
      if (i >= 0) {
        idle.add(times.idleNanos());
        messages.add(times.allNanos() - times.idleNanos());
        all.add(times.allNanos());
        mooringAll.add(took);
      }
    }
    report.begin("b. A whole turn of the real opencode, one after the other");
    report.row("directly: until it is idle", idle);
    report.row("directly: GET of the messages", messages);
    report.row("directly: both", all);
    report.row("through Mooring", mooringAll);
    report.end();
    double added = mooringAll.medianMs() - idle.medianMs();
    report.target(
        added <= messages.medianMs() + MOST_BESIDE_GET_MS,
        "Mooring adds %.2f ms at the median, its GET included; at most %.2f + %.0f were aimed at",
        added,
        messages.medianMs(),
        MOST_BESIDE_GET_MS);
  }
}
