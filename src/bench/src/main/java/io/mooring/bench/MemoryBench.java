package io.mooring.bench;

import io.mooring.client.MooringClient;
import io.mooring.client.NewSession;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Whether turns leave anything in memory: what is alive after so and so many of them, in ever new
 * sessions, once the node has forgotten the sessions in which nothing happens.
 */
final class MemoryBench {
  private static final int TURNS = 10_000;
  private static final int STEP = 2_000;
  private static final int WORKERS = 8;
  private static final int TURNS_A_SESSION = 2;
  private static final String PROMPT = "@replay b_reason";
  private static final String IDLE = "PT2S";
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(180);

  /** A turn is held until half a minute after its end, for the title that the model thinks of. */
  private static final long LAST_LOOK_SECONDS = 35;

  /** Growth by less is no leak of a turn's or a session's objects, which are hundreds each. */
  private static final double MOST_BYTES_A_TURN = 100;

  private static final double MOST_OBJECTS_A_TURN = 0.1;
  private static final int NAMED = 8;

  private final Options options;

  /** What was alive after so many turns. */
  private record Step(int turns, LiveObjects alive) {}

  MemoryBench(Options options) {
    this.options = options;
  }

  void run(Report report) throws IOException, InterruptedException {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(0);
        MooringServer server =
            MooringServer.external(
                options,
                "memory",
                0,
                upstream.baseUri(),
                options.work(),
                Map.of("MOORING_SESSION_IDLE_TIMEOUT", IDLE, "MOORING_FEED_IDLE", IDLE))) {
      List<Step> steps = new ArrayList<>();
      for (int done = 0; done < TURNS; done += STEP) {
        turns(server.client(), done);
        awaitForgotten(new Api(server.uri(), "bench"));
        TimeUnit.SECONDS.sleep(LAST_LOOK_SECONDS);
        steps.add(new Step(done + STEP, LiveObjects.of(server.pid())));
      }
      tell(report, steps);
    }
  }

  private static void turns(MooringClient mooring, int from) throws InterruptedException {
    Parallel.run(
        WORKERS,
        worker -> {
          for (int i = 0; i < STEP / WORKERS / TURNS_A_SESSION; i++) {
            String key = "memory-" + from + "-" + worker + "-" + i;
            String session = mooring.sessions().create(NewSession.of(key)).id();
            for (int turn = 0; turn < TURNS_A_SESSION; turn++) {
              TurnBench.turn(mooring, session, PROMPT);
            }
          }
        });
  }

  private static void awaitForgotten(Api api) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (api.metric("mooring_sessions_remembered") + api.metric("mooring_exports_waiting") > 0) {
      if (System.nanoTime() - begun > LIMIT_NANOS) {
        throw new IOException("sessions in which nothing happens are not forgotten or exported");
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  /** By how much it grows with each turn: the straight line that fits best. */
  private static double slope(List<Step> steps, ToLongFunction<LiveObjects> size) {
    double meanTurns = steps.stream().mapToInt(Step::turns).average().orElseThrow();
    double meanSize =
        steps.stream().mapToLong(step -> size.applyAsLong(step.alive())).average().orElseThrow();
    double both = 0;
    double square = 0;
    for (Step step : steps) {
      double turns = step.turns() - meanTurns;
      both += turns * (size.applyAsLong(step.alive()) - meanSize);
      square += turns * turns;
    }
    return both / square;
  }

  private static void tell(Report report, List<Step> steps) {
    report.section(
        "i. What is alive after %d turns in %d sessions".formatted(TURNS, TURNS / TURNS_A_SESSION));
    report.line("| turns | heap after a collection, MB | objects of Mooring's classes |");
    report.line("|---:|---:|---:|");
    steps.forEach(
        step ->
            report.line(
                "| %d | %.2f | %d |",
                step.turns(), step.alive().bytes() / 1e6, step.alive().ours()));
    report.line("");
    // The first steps fill caches that have a limit: 1,000 workdirs' paths, pages, statements.
    Step from = steps.get(1);
    Step to = steps.get(steps.size() - 1);
    List<Step> full = steps.subList(1, steps.size());
    double bytes = slope(full, LiveObjects::bytes);
    double objects = slope(full, LiveObjects::ours);
    report.target(
        bytes <= MOST_BYTES_A_TURN && objects <= MOST_OBJECTS_A_TURN,
        "from %d turns on each leaves, by the line that fits best, %.0f bytes and %.3f objects of"
            + " ours; at most %.0f and %.1f were aimed at",
        from.turns(),
        bytes,
        objects,
        MOST_BYTES_A_TURN,
        MOST_OBJECTS_A_TURN);
    List<String> grown = to.alive().grown(from.alive(), NAMED);
    report.note(
        "%s",
        grown.isEmpty()
            ? "No class of ours has more objects."
            : "More of: " + String.join(", ", grown) + ".");
    report.note(
        "Most bytes more, of all classes: %s.",
        String.join(", ", to.alive().heavier(from.alive(), NAMED)));
  }
}
