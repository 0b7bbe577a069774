package io.mooring.bench;

import io.mooring.client.MooringClient;
import io.mooring.client.NewSession;
import io.mooring.client.NewTurn;
import io.mooring.client.Turn;
import io.mooring.impostor.upstream.UpstreamControls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What Mooring adds to a turn when several sessions are at work: turns through Mooring against
 * turns the direct way, on the same scripted upstream, in blocks that alternate.
 */
final class TurnBench {
  private static final int SESSIONS = 8;
  private static final int TURNS_A_BLOCK = 5;
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final double MOST_OWN_P50_MS = 5;
  private static final double MOST_OWN_P99_MS = 25;

  /** A turn of the real opencode, told at the pace at which it was recorded. */
  private static final String RECORDED = "@replay b_reason";

  private static final Duration RECORDED_TAKES = Duration.ofMillis(860);

  /** Everything at once: the CPU sets the pace. */
  private static final String IMMEDIATE = "@replay a_text";

  private final DirectWay direct;
  private final MooringServer server;
  private final MooringClient mooring;
  private final UpstreamControls upstream;
  private final Options options;
  private final List<String> directSessions = new ArrayList<>();
  private final List<String> mooringSessions = new ArrayList<>();

  TurnBench(DirectWay direct, MooringServer server, UpstreamControls upstream, Options options) {
    this.direct = direct;
    this.server = server;
    this.mooring = server.client();
    this.upstream = upstream;
    this.options = options;
  }

  /** What the turns of one way took, and what was spent on them. */
  private static final class Way {
    final Samples samples = new Samples();
    long nanos;
    Duration cpu = Duration.ZERO;
    int requests;

    double cpuMs() {
      return cpu.toNanos() / 1e6 / samples.count();
    }
  }

  void run(Report report) throws IOException, InterruptedException {
    for (int i = 0; i < SESSIONS; i++) {
      directSessions.add(direct.createSession());
      mooringSessions.add(mooring.sessions().create(NewSession.of("turns-" + i)).id());
    }
    blocks(IMMEDIATE, Duration.ZERO, options.warmUp(), new Way(), new Way());
    server.awaitRest();
    recorded(report);
    immediate(report);
  }

  private void recorded(Report report) throws InterruptedException {
    Way directly = new Way();
    Way through = new Way();
    upstream.speed(1);
    blocks(RECORDED, RECORDED_TAKES, options.turns(), directly, through);
    upstream.speed(0);
    report.begin("a. Own time per turn: " + SESSIONS + " sessions, turns at their recorded pace");
    report.row("directly", directly.samples);
    report.row("through Mooring", through.samples);
    report.end();
    cost(report, through);
    double p50 = through.samples.medianMs() - directly.samples.medianMs();
    double p99 = through.samples.percentileMs(99) - directly.samples.percentileMs(99);
    report.target(
        p50 <= MOST_OWN_P50_MS && p99 <= MOST_OWN_P99_MS,
        "Mooring's own time is %.2f ms at p50 and %.2f ms at p99; at most %.0f and %.0f were aimed"
            + " at",
        p50,
        p99,
        MOST_OWN_P50_MS,
        MOST_OWN_P99_MS);
  }

  private void immediate(Report report) throws InterruptedException {
    Way directly = new Way();
    Way through = new Way();
    blocks(IMMEDIATE, Duration.ZERO, options.turns(), directly, through);
    report.begin("a. Saturated throughput: " + SESSIONS + " sessions, turns that take no time");
    report.row("directly", directly.samples);
    report.row("through Mooring", through.samples);
    report.end();
    cost(report, through);
    report.note(
        "Turns a second: %.0f directly, %.0f through Mooring.",
        directly.samples.count() / (directly.nanos / 1e9),
        through.samples.count() / (through.nanos / 1e9));
  }

  private static void cost(Report report, Way through) {
    report.note(
        "A turn through Mooring costs its process %.2f ms of CPU and %.1f calls upstream.",
        through.cpuMs(), 1.0 * through.requests / through.samples.count());
  }

  /**
   * Runs so many turns each way.
   *
   * @param turn how long one takes: the sessions begin evenly spread over it, for people don't all
   *     press the key at one moment
   */
  private void blocks(String prompt, Duration turn, int each, Way directly, Way through)
      throws InterruptedException {
    for (int done = 0; done < each; done += SESSIONS * TURNS_A_BLOCK) {
      long begun = System.nanoTime();
      block(turn, directly, worker -> direct.turn(directSessions.get(worker), prompt).allNanos());
      long between = System.nanoTime();
      Duration cpu = server.cpu();
      int requests = upstream.state().requests();
      block(turn, through, worker -> turn(mooring, mooringSessions.get(worker), prompt));
      through.requests += upstream.state().requests() - requests;
      through.cpu = through.cpu.plus(server.cpu().minus(cpu));
      through.nanos += System.nanoTime() - between;
      directly.nanos += between - begun;
    }
  }

  /** One turn of the worker's session; answers the nanoseconds that it took. */
  @FunctionalInterface
  private interface OneTurn {
    long run(int worker) throws IOException, InterruptedException;
  }

  private static void block(Duration turn, Way way, OneTurn one) throws InterruptedException {
    Parallel.run(
        SESSIONS,
        worker -> {
          TimeUnit.NANOSECONDS.sleep(turn.toNanos() * worker / SESSIONS);
          for (int i = 0; i < TURNS_A_BLOCK; i++) {
            way.samples.add(one.run(worker));
          }
        });
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
