package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Mooring, a real opencode, the wire between them and the model fail at seeded moments, with many
 * sessions at work. What was acknowledged comes to an end, no prompt runs twice, and no viewer
 * loses, doubles or reorders anything.
 *
 * <p>{@code -Dmooring.fault.samples} says how many prompts meet a fault, {@code
 * -Dmooring.fault.seed} repeats a run as far as its moments are concerned.
 */
class FaultRunIT {
  private static final int SAMPLES = Integer.getInteger("mooring.fault.samples", 96);
  private static final long SEED = Long.getLong("mooring.fault.seed", System.nanoTime());

  /** A run of the default has each fault once with each keeper, and four kills in all. */
  private static final int SESSIONS = SAMPLES > 200 ? 24 : 8;

  private static final Duration ENDED = Patience.of(Duration.ofSeconds(90));
  private static final int LATEST_MS = 2_500;
  private static final int SHORTEST_STALL_MS = 2_000;
  private static final int LONGEST_STALL_MS = 14_000;

  /** What fails beside the model. */
  private enum Fault {
    KILL_MOORING,
    KILL_AGENT,
    CUT_EVENTS,
    STALL_EVENTS,
    CUT_CALLS,
    STALL_CALLS
  }

  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Follower> followers = new HashMap<>();

  @ParameterizedTest
  @EnumSource
  void everyPromptRunsOnceAndEndsWhateverFails(FaultStand.Keeper keeper) throws IOException {
    Random random = new Random(keeper == FaultStand.Keeper.MOORING ? SEED : SEED + 1);
    say(keeper + ": seed " + SEED + ", " + SAMPLES / 2 + " samples");
    // Heartbeats come each 10 s.
    Map<String, String> settings = Map.of("MOORING_OPENCODE_STREAM_SILENCE", "PT12S");
    try (FaultStand stand = new FaultStand(keeper, settings)) {
      List<String> sessions = sessions(stand);
      Fault[] faults = Fault.values();
      for (int round = 0; round * SESSIONS < SAMPLES / 2; round++) {
        round(stand, sessions, faults[round % faults.length], random);
      }
    } finally {
      followers.values().forEach(Follower::close);
      tell(keeper);
    }
  }

  private List<String> sessions(FaultStand stand) throws IOException {
    Path workdir = Files.createTempDirectory(stand.roots(), "w");
    Http alice = stand.server().as("alice");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      var wanted = Http.object().put("workdir", workdir.toString()).put("title", "Sample " + i);
      String id = alice.post("/api/v1/sessions", wanted).expect(201).at("id");
      alice.post("/api/v1/sessions/" + id + "/ensure").expect(200);
      Follower.Way way = i % 2 == 0 ? Follower.Way.WEB_SOCKET : Follower.Way.SERVER_SENT_EVENTS;
      followers.put(id, Follower.of(stand.server(), "alice", id, way));
      ids.add(id);
    }
    return ids;
  }

  private void round(FaultStand stand, List<String> sessions, Fault fault, Random random) {
    int momentMs = random.nextInt(LATEST_MS);
    int stallMs = SHORTEST_STALL_MS + random.nextInt(LONGEST_STALL_MS - SHORTEST_STALL_MS);
    List<FaultSample> samples =
        sessions.stream().map(session -> new FaultSample(session, random)).toList();
    CompletableFuture<Void> struck =
        CompletableFuture.runAsync(
            () -> strike(stand, fault, stallMs),
            CompletableFuture.delayedExecutor(momentMs, TimeUnit.MILLISECONDS));
    Http alice = stand.server().as("alice");
    Crowd.of(
        samples.size(),
        i -> {
          samples.get(i).post(alice);
          return i;
        });
    struck.join();

    Map<FaultSample, JsonNode> ended = awaitEnds(alice, samples);
    String where = stand.keeper() + " " + fault + " after " + momentMs + " ms";
    say(where + ": " + states(ended));
    ended.forEach((sample, turn) -> count(stand.keeper(), fault, turn));
    ended.forEach((sample, turn) -> requireState(where, stand.keeper(), fault, sample, turn));
    FaultWitness witness = new FaultWitness(stand);
    awaitAgent(alice, sessions.get(0));
    ended.forEach(
        (sample, turn) -> witness.requireRanOnce(sample, turn, witness.upstream(sample.session)));
    followers.forEach(witness::requireSeen);
    stand.assertOneAgentAtMost();
  }

  private static void strike(FaultStand stand, Fault fault, int stallMs) {
    switch (fault) {
      case KILL_MOORING -> {
        stand.server().kill9();
        stand.server().startAgain();
      }
      case KILL_AGENT -> stand.killAgent();
      case CUT_EVENTS -> stand.line().cut(FaultyLine.Traffic.EVENTS);
      case CUT_CALLS -> stand.line().cut(FaultyLine.Traffic.CALLS);
      case STALL_EVENTS -> stall(stand, FaultyLine.Traffic.EVENTS, stallMs);
      case STALL_CALLS -> stall(stand, FaultyLine.Traffic.CALLS, stallMs);
    }
  }

  private static void stall(FaultStand stand, FaultyLine.Traffic traffic, int stallMs) {
    stand.line().stall(traffic, true);
    CompletableFuture.runAsync(
            () -> stand.line().stall(traffic, false),
            CompletableFuture.delayedExecutor(stallMs, TimeUnit.MILLISECONDS))
        .join();
  }

  private static Map<FaultSample, JsonNode> awaitEnds(Http alice, List<FaultSample> samples) {
    Map<FaultSample, JsonNode> ended = new HashMap<>();
    Awaitility.await("the end of all turns")
        .atMost(ENDED)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(
            () -> {
              for (FaultSample sample : samples) {
                JsonNode turn = sample.read(alice);
                assertThat(turn.has("endedAt")).as("%s has ended: %s", sample, turn).isTrue();
                ended.put(sample, turn);
              }
            });
    return ended;
  }

  /** Only the death of who runs a turn is a reason that it breaks off. */
  private static void requireState(
      String where, FaultStand.Keeper keeper, Fault fault, FaultSample sample, JsonNode turn) {
    boolean agentDies =
        fault == Fault.KILL_AGENT
            || (fault == Fault.KILL_MOORING && keeper == FaultStand.Keeper.MOORING);
    Set<String> allowed = agentDies ? Set.of("completed", "interrupted") : Set.of("completed");
    assertThat(turn.path("state").asText()).as("%s: %s: %s", where, sample, turn).isIn(allowed);
    if (fault != Fault.KILL_MOORING) {
      assertThat(sample.refusals()).as(sample.toString()).isZero();
    }
  }

  /** Each outage makes the wait for opencode's next start longer. */
  private static void awaitAgent(Http alice, String session) {
    Awaitility.await("opencode's return")
        .atMost(Patience.of(Duration.ofSeconds(100)))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> alice.post("/api/v1/sessions/" + session + "/ensure").status() == 200);
  }

  private void count(FaultStand.Keeper keeper, Fault fault, JsonNode turn) {
    String state = turn.path("state").asText();
    counts.merge(keeper + " | " + fault + " | " + state, 1, Integer::sum);
  }

  private static Map<String, Long> states(Map<FaultSample, JsonNode> ended) {
    return ended.values().stream()
        .collect(
            Collectors.groupingBy(
                turn ->
                    turn.path("state").asText() + " " + turn.path("error").path("code").asText(),
                TreeMap::new,
                Collectors.counting()));
  }

  private void tell(FaultStand.Keeper keeper) throws IOException {
    String table =
        counts.entrySet().stream()
            .map(
                entry ->
                    "| "
                        + entry.getKey().toLowerCase(java.util.Locale.ROOT).replace('_', '-')
                        + " | "
                        + entry.getValue()
                        + " |")
            .collect(Collectors.joining("\n"));
    say("\n" + table);
    Path file = Installed.TARGET.resolve("fault-runs.md");
    String head =
        keeper == FaultStand.Keeper.MOORING
            ? "Seed "
                + SEED
                + "\n\n| opencode runs with | fault | state | prompts |\n|---|---|---|---|\n"
            : "";
    Set<StandardOpenOption> options =
        head.isEmpty()
            ? EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND)
            : EnumSet.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    Files.writeString(file, head + table + "\n", options.toArray(new StandardOpenOption[0]));
  }

  private static void say(String text) {
    System.out.println("Fault run: " + text);
  }
}
