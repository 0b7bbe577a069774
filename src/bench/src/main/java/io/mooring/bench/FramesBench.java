package io.mooring.bench;

import io.mooring.client.MooringClient;
import io.mooring.client.NewSession;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many frames a second reach viewers when upstream says more than can be told word by word:
 * ever more viewers watch sessions in which text streams, and the last load is profiled.
 */
final class FramesBench {
  private static final int SESSIONS = 20;
  private static final int DELTAS_A_SECOND = 200;
  private static final int SECONDS = 8;
  private static final List<Integer> VIEWERS_A_SESSION = List.of(5, 10, 25, 50);
  private static final long SETTLE_MS = 2_000;

  /** Loads that don't count, for the compilers. */
  private static final int WARM_UPS = 5;

  private static final int WARM_UP_VIEWERS = 25;
  private static final double LEAST = 40_000;
  private static final int SHARES = 10;

  private final Options options;
  private final List<String> sessions = new ArrayList<>();

  /** What one load came to. */
  private record Load(
      int viewers, double framesASecond, double bytesASecond, double serverCores, double ours) {}

  FramesBench(Options options) {
    this.options = options;
  }

  void run(Report report) throws IOException, InterruptedException {
    try (ScriptedUpstream upstream = ScriptedUpstream.start(0);
        MooringServer server =
            MooringServer.external(
                options, "frames", 0, upstream.baseUri(), options.work(), Map.of())) {
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(server.client().sessions().create(NewSession.of("frames-" + i)).id());
      }
      for (int i = 0; i < WARM_UPS; i++) {
        Load unused = load(server, WARM_UP_VIEWERS, () -> {});
      }
      List<Load> loads = new ArrayList<>();
      for (int viewers : VIEWERS_A_SESSION) {
        loads.add(load(server, viewers, () -> {}));
      }
      List<Profile> profile = new ArrayList<>();
      Load profiled =
          load(
              server,
              VIEWERS_A_SESSION.get(VIEWERS_A_SESSION.size() - 1),
              () -> profile.add(Profile.start(server.pid(), options.work())));
      tell(report, loads, profiled, profile.get(0).stop());
    }
  }

  /** Done when the viewers are there. */
  @FunctionalInterface
  private interface Then {
    void run() throws IOException, InterruptedException;
  }

  private Load load(MooringServer server, int viewers, Then then)
      throws IOException, InterruptedException {
    List<String> watched = new ArrayList<>();
    Collections.nCopies(viewers, sessions).forEach(watched::addAll);
    try (ViewerCrowd crowd = ViewerCrowd.watch(server.uri(), Api.authorization("bench"), watched)) {
      TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
      then.run();
      FrameCounts.Seen before = crowd.seen();
      long serverCpu = server.cpu().toNanos();
      long ourCpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
      long begun = System.nanoTime();
      MooringClient mooring = server.client();
      String prompt = "@burst " + DELTAS_A_SECOND * SECONDS + " " + DELTAS_A_SECOND;
      Parallel.run(SESSIONS, worker -> TurnBench.turn(mooring, sessions.get(worker), prompt));
      double seconds = (System.nanoTime() - begun) / 1e9;
      FrameCounts.Seen after = crowd.seen();
      return new Load(
          watched.size(),
          (after.frames() - before.frames()) / seconds,
          (after.bytes() - before.bytes()) / seconds,
          (server.cpu().toNanos() - serverCpu) / 1e9 / seconds,
          (ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() - ourCpu)
              / 1e9
              / seconds);
    }
  }

  private static void tell(
      Report report, List<Load> loads, Load profiled, List<Profile.Share> shares) {
    report.section(
        "g. Frames to viewers: %d sessions, %d deltas a second each"
            .formatted(SESSIONS, DELTAS_A_SECOND));
    report.line(
        "| viewers | frames/s | MB/s | cores, Mooring | cores, upstream and viewers |"
            + " µs of Mooring's CPU a frame |");
    report.line("|---:|---:|---:|---:|---:|---:|");
    loads.forEach(load -> row(report, load));
    report.line("");
    double most = loads.stream().mapToDouble(Load::framesASecond).max().orElseThrow();
    report.target(most >= LEAST, "%.0f frames a second at most; %.0f were aimed at", most, LEAST);
    report.note(
        "With the flight recorder %.0f frames a second; the samples of Mooring's threads in Java,"
            + " by the code that they are in or that called the JDK:",
        profiled.framesASecond());
    report.line("| | %% |");
    report.line("|---|---:|");
    shares.stream()
        .limit(SHARES)
        .forEach(share -> report.line("| %s | %.0f |", share.owner(), share.percent()));
    report.line("");
  }

  private static void row(Report report, Load load) {
    report.line(
        "| %d | %.0f | %.1f | %.2f | %.2f | %.1f |",
        load.viewers(),
        load.framesASecond(),
        load.bytesASecond() / 1e6,
        load.serverCores(),
        load.ours(),
        load.serverCores() * 1e6 / load.framesASecond());
  }
}
