package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Mooring dies at named points of its operations, many sessions at once, and starts again. What it
 * had acknowledged is there, nothing ran twice, and upstream holds what the sessions name and no
 * more. The scripted upstream lives on and is the witness.
 *
 * <p>{@code -Dmooring.crash.samples} says how many operations are interrupted, {@code
 * -Dmooring.crash.a-kill} how many of them by one kill, {@code -Dmooring.crash.seed} repeats a run.
 */
class CrashPointsIT {
  private static final int SAMPLES = Integer.getInteger("mooring.crash.samples", 100);
  private static final long SEED = Long.getLong("mooring.crash.seed", System.nanoTime());

  /** More would be one crash that counts as many. */
  private static final int MOST_A_KILL = 32;

  /** Four kills with the default; many samples are as many a kill as may be. */
  private static final int A_KILL =
      Math.min(
          Integer.getInteger("mooring.crash.a-kill", SAMPLES > 300 ? MOST_A_KILL : 25),
          MOST_A_KILL);

  private static final Duration PATIENCE = Patience.of(Duration.ofSeconds(20));
  private static final Duration SETTLED = Patience.of(Duration.ofSeconds(30));

  /** What a dead deletion left is tried again after half a minute. */
  private static final Duration GONE = Patience.of(Duration.ofSeconds(75));

  private final Deque<CrashSample.Choice> deck = new ArrayDeque<>();
  private final Random random = new Random(SEED);
  private final List<CrashSample> done = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  @Test
  void losesNothingAndLeavesNothingWhereverItDies() throws IOException {
    Path roots = Installed.newDirectory("crash-points-roots");
    say("seed " + SEED + ", " + SAMPLES + " samples");
    try (ScriptedUpstream upstream = ScriptedUpstream.start(Installed.freePort(), "known")) {
      Map<String, String> settings = new TreeMap<>(Mooring.external(upstream));
      settings.put("MOORING_SESSION_ROOTS", roots.toString());
      try (MooringServer server = MooringServer.startCrashable("crash-points", settings)) {
        CrashWitness witness = new CrashWitness(server, upstream);
        while (done.size() < SAMPLES) {
          List<CrashSample> samples = prepare(server.as("alice"), upstream, roots);
          crash(server, samples);
          server.startAgain();
          done.addAll(samples);
          verify(witness, samples);
        }
        verifyEnd(server.as("alice"), upstream, witness);
      }
    } finally {
      Installed.delete(roots);
    }
    tell();
  }

  private List<CrashSample> prepare(Http alice, ScriptedUpstream upstream, Path roots) {
    List<CrashSample.Choice> choices =
        IntStream.range(0, Math.min(A_KILL, SAMPLES - done.size())).mapToObj(i -> draw()).toList();
    return Crowd.of(
        choices.size(), i -> CrashSample.prepare(choices.get(i), alice, upstream, roots));
  }

  /** Every point comes once before one comes again. */
  private CrashSample.Choice draw() {
    if (deck.isEmpty()) {
      List<CrashSample.Choice> all = CrashSample.Choice.all();
      Collections.shuffle(all, random);
      deck.addAll(all);
    }
    return deck.remove();
  }

  private void crash(MooringServer server, List<CrashSample> samples) {
    server.crashAt(
        samples.stream()
            .collect(Collectors.toMap(sample -> sample.session, sample -> sample.choice.point())),
        PATIENCE);
    List<String> answers =
        Crowd.of(samples.size(), i -> samples.get(i) + ": " + samples.get(i).operate());
    Set<String> arrived = server.awaitCrash();
    assertThat(samples)
        .as("came to their points; answers were " + String.join("\n", answers))
        .allMatch(sample -> arrived.contains(sample.session));
    samples.forEach(sample -> counts.merge(sample.choice.toString(), 1, Integer::sum));
  }

  private void verify(CrashWitness witness, List<CrashSample> samples) {
    Awaitility.await("the end of all turns")
        .atMost(SETTLED)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(() -> samples.forEach(witness::requireEndedTurns));
    assertThat(witness.runs()).isEqualTo(done.stream().mapToInt(CrashSample::turns).sum());
    samples.stream().filter(CrashSample::isDeleted).forEach(witness::requireNotFound);
    samples.stream().filter(sample -> !sample.isDeleted()).forEach(witness::requireAlive);
    Awaitility.await("upstream holds what is named, and no more")
        .atMost(SETTLED)
        .untilAsserted(() -> assertThat(witness.sessionsButDeleted()).isEqualTo(witness.named()));
  }

  /** All sessions of all kills together. */
  private void verifyEnd(Http alice, ScriptedUpstream upstream, CrashWitness witness) {
    Map<String, String> current =
        done.stream()
            .filter(sample -> !sample.isDeleted())
            .collect(Collectors.toMap(sample -> sample.session, sample -> open(alice, sample)));
    assertThat(current).isEqualTo(witness.current());
    assertThat(new HashSet<>(current.values())).hasSize(current.size());
    Awaitility.await("what deleted sessions had goes")
        .atMost(GONE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> assertThat(new HashSet<>(upstream.sessions())).isEqualTo(witness.named()));
    done.stream().filter(CrashSample::isDeleted).forEach(witness::requireNotFound);
  }

  private static String open(Http alice, CrashSample sample) {
    JsonNode ensured = alice.post(sample.path("/ensure")).expect(200).json();
    assertThat(ensured.path("created").asBoolean()).as(sample.toString()).isFalse();
    return ensured.path("upstreamSessionId").asText();
  }

  private void tell() throws IOException {
    Function<Map.Entry<String, Integer>, String> row =
        entry -> "| " + entry.getKey().replace(" ", " | ") + " | " + entry.getValue() + " |";
    String table =
        "| operation | point | samples |\n|---|---|---|\n"
            + counts.entrySet().stream().map(row).collect(Collectors.joining("\n"));
    say(table);
    Files.writeString(Installed.TARGET.resolve("crash-points.md"), "Seed " + SEED + "\n\n" + table);
  }

  private static void say(String text) {
    System.out.println("Crash points: " + text);
  }
}
