package io.mooring.bench;

import io.mooring.client.MooringClient;
import io.mooring.client.NewSession;
import io.mooring.client.NewTurn;
import io.mooring.client.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What Mooring adds to a turn when several sessions are at work: turns through Mooring against
 * turns the direct way, on the same scripted upstream, in blocks that alternate.
 */
final class TurnBench {
  private static final int SESSIONS = 8;
  private static final int TURNS_A_BLOCK = 10;
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final double MOST_ADDED_P50_MS = 5;
  private static final double MOST_ADDED_P99_MS = 25;

  /** 20 deltas in 100 ms, so that the agent and not the CPU sets the pace. */
  private static final String PACED = "@burst 20 200";

  /** Everything at once: the CPU sets the pace. */
  private static final String IMMEDIATE = "@replay a_text";

  private final DirectWay direct;
  private final MooringClient mooring;
  private final int turns;
  private final List<String> directSessions = new ArrayList<>();
  private final List<String> mooringSessions = new ArrayList<>();

  TurnBench(DirectWay direct, MooringClient mooring, int turns) {
    this.direct = direct;
    this.mooring = mooring;
    this.turns = turns;
  }

  void run(Report report) throws IOException, InterruptedException {
    for (int i = 0; i < SESSIONS; i++) {
      directSessions.add(direct.createSession());
      mooringSessions.add(mooring.sessions().create(NewSession.of("turns-" + i)).id());
    }
    blocks(IMMEDIATE, turns / 2, new Samples(), new Samples());
    paced(report);
    immediate(report);
  }

  private void paced(Report report) throws InterruptedException {
    Samples directly = new Samples();
    Samples through = new Samples();
    blocks(PACED, turns, directly, through);
    report.begin("a. A turn of 100 ms, " + SESSIONS + " sessions at work");
    report.row("directly", directly);
    report.row("through Mooring", through);
    report.end();
    double p50 = through.medianMs() - directly.medianMs();
    double p99 = through.percentileMs(99) - directly.percentileMs(99);
    report.target(
        p50 <= MOST_ADDED_P50_MS && p99 <= MOST_ADDED_P99_MS,
        "Mooring adds %.2f ms at p50 and %.2f ms at p99; at most %.0f and %.0f were aimed at",
        p50,
        p99,
        MOST_ADDED_P50_MS,
        MOST_ADDED_P99_MS);
  }

  private void immediate(Report report) throws InterruptedException {
    Samples directly = new Samples();
    Samples through = new Samples();
    long[] took = blocks(IMMEDIATE, turns, directly, through);
    report.begin("a. A turn that takes the agent no time: throughput");
    report.row("directly", directly);
    report.row("through Mooring", through);
    report.end();
    report.note(
        "Turns a second: %.0f directly, %.0f through Mooring.",
        directly.count() / (took[0] / 1e9), through.count() / (took[1] / 1e9));
  }

  /** Answers how long each way took in all. */
  private long[] blocks(String prompt, int each, Samples directly, Samples through)
      throws InterruptedException {
    long[] took = new long[2];
    for (int done = 0; done < each; done += SESSIONS * TURNS_A_BLOCK) {
      long begun = System.nanoTime();
      Parallel.run(SESSIONS, worker -> directBlock(directSessions.get(worker), prompt, directly));
      long between = System.nanoTime();
      Parallel.run(SESSIONS, worker -> mooringBlock(mooringSessions.get(worker), prompt, through));
      took[0] += between - begun;
      took[1] += System.nanoTime() - between;
    }
    return took;
  }

  private void directBlock(String session, String prompt, Samples samples)
      throws IOException, InterruptedException {
    for (int i = 0; i < TURNS_A_BLOCK; i++) {
      samples.add(direct.turn(session, prompt).allNanos());
    }
  }

  private void mooringBlock(String session, String prompt, Samples samples) {
    for (int i = 0; i < TURNS_A_BLOCK; i++) {
      samples.add(turn(mooring, session, prompt));
    }
  }

  /** How long a turn through Mooring took, in nanoseconds. */
  static long turn(MooringClient mooring, String session, String prompt) {
    long begun = System.nanoTime();
    Turn turn =
        mooring.turns().post(session, NewTurn.of(prompt), UUID.randomUUID().toString(), WAIT);
    long took = System.nanoTime() - begun;
    if (turn.state() != Turn.State.COMPLETED || turn.text().isEmpty()) {
      throw new IllegalStateException("the turn came to " + turn);
    }
    return took;
  }
}
