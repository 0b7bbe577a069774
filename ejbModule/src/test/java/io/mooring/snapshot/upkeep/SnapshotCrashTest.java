package io.mooring.snapshot.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.TestJvm;
import io.mooring.snapshot.PruneKit;
import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.restore.Staged;
import io.mooring.snapshot.store.ObjectName.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills processes that capture and prune, at named points, with the store that the last one left
 * for the next. {@code src/bench/snapshot-crashes.sh} makes the long run.
 */
class SnapshotCrashTest {
  private static final int LANES = 12;
  private static final int SAMPLES = Integer.getInteger("mooring.crash.samples", 24);
  private static final long SEED = Long.getLong("mooring.crash.seed", 20301130L);

  @TempDir Path directory;
  private final Map<String, Integer> samples = new TreeMap<>();

  @Test
  void aKillAtAnyPointCostsNoSnapshotThatWasReportedAndLeavesNothing() throws Exception {
    Random random = new Random(SEED);
    int next = random.nextInt(PointStore.POINTS.size());
    for (int done = 0; done < SAMPLES; done += LANES) {
      List<String> points = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        String point = PointStore.POINTS.get(next++ % PointStore.POINTS.size());
        points.add(point + '#' + (1 + random.nextInt(3)));
        samples.merge(point, 1, Integer::sum);
      }
      killAt(points, random.nextLong());
      for (int lane = 0; lane < LANES; lane++) {
        look(lane, points.get(lane));
      }
    }
    report();
  }

  private void killAt(List<String> points, long seed) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(directory.toString(), Long.toString(seed)));
    arguments.addAll(points);
    ProcessBuilder builder =
        TestJvm.of(
            CrashVictim.class,
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-Dsun.jnu.encoding=UTF-8"),
            arguments);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process victim = builder.start();
    try (BufferedReader said = victim.inputReader(StandardCharsets.UTF_8)) {
      CompletableFuture<String> ready =
          CompletableFuture.supplyAsync(
              () -> said.lines().peek(heard::add).filter("READY"::equals).findFirst().orElse(""));
      assertThat(ready.get(120, TimeUnit.SECONDS))
          .as("seed %d: %s", SEED, heard)
          .isEqualTo("READY");
    } finally {
      victim.destroyForcibly(); // SIGKILL
      assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(victim.exitValue()).isEqualTo(128 + 9);
  }

  private final List<String> heard = new ArrayList<>();

  private void look(int number, String point) throws IOException {
    String where = "seed " + SEED + ", lane " + number + " at " + point;
    CrashLane lane = new CrashLane(directory.resolve("lane" + number));
    Map<String, String> complete = lane.complete();
    SnapshotKit kit = new SnapshotKit(lane.store());
    whole(kit, complete, where);
    PruneKit prune = new PruneKit(lane.store()).keeping(complete.keySet());
    prune.run();
    prune.run();
    whole(kit, complete, where);
    assertThat(prune.survey().orphans()).as(where).isEmpty();
    assertThat(prune.survey().superseded()).as(where).isEmpty();
    assertThat(kit.stored(Kind.MANIFEST)).as(where).hasSameSizeAs(complete.keySet());
    if (Files.exists(lane.unfinished())) {
      try (Stream<Path> left = Files.list(lane.unfinished())) {
        assertThat(left).as(where).isEmpty();
      }
    }
  }

  private void whole(SnapshotKit kit, Map<String, String> complete, String where)
      throws IOException {
    for (Map.Entry<String, String> one : complete.entrySet()) {
      Staged staged = kit.restore(kit.verify(one.getKey()), directory.resolve("target"));
      assertThat(CrashLane.tree(staged.directory()))
          .as(where + ": " + one.getKey())
          .isEqualTo(one.getValue());
      delete(staged.directory());
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void report() throws IOException {
    StringBuilder table =
        new StringBuilder("seed " + SEED + ", no finding\n\n| point | samples |\n|---|---|\n");
    samples.forEach(
        (point, count) ->
            table.append("| ").append(point).append(" | ").append(count).append(" |\n"));
    Files.writeString(
        Files.createDirectories(Path.of("target")).resolve("snapshot-crashes.md"), table);
  }
}
