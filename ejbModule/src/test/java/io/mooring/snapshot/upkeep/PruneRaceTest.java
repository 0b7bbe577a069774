package io.mooring.snapshot.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.schema.TestDatabase;
import io.mooring.snapshot.PruneKit;
import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.Trees;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.store.DatabaseStore;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.MemoryStore;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes prune without a pause, for whom the grace time passes in no time, while sessions are
 * captured whose files go back and forth between a few contents.
 */
class PruneRaceTest {
  private static final int SESSIONS = 3;
  private static final int KEPT = 2;
  private static final long SEED = Long.getLong("mooring.race.seed", 77L);

  @TempDir Path directory;
  private final PruneKit.Uses uses = new PruneKit.Uses();
  private final Map<String, Map<String, String>> trees = new ConcurrentHashMap<>();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void noSnapshotLosesAChunkInADirectory() throws Exception {
    race(new DirectoryStore(directory.resolve("store")), 14);
  }

  @Test
  void noSnapshotLosesAChunkInMemory() throws Exception {
    race(new MemoryStore(false), 30);
  }

  @Test
  void noSnapshotLosesAChunkInADatabase() throws Exception {
    try (TestDatabase database = TestDatabase.start(TestDatabase.Kind.DERBY)) {
      race(new DatabaseStore(database.dataSource(), Clock.systemUTC()), 6);
    }
  }

  private void race(SnapshotStore store, int captures) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SESSIONS + 2);
    List<Future<Integer>> sessions = new ArrayList<>();
    List<Future<Integer>> nodes = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      int session = i;
      sessions.add(threads.submit(() -> captures(store, session, captures)));
    }
    for (int i = 0; i < 2; i++) {
      nodes.add(threads.submit(() -> prunes(store)));
    }
    int taken = 0;
    for (Future<Integer> session : sessions) {
      taken += session.get(300, TimeUnit.SECONDS);
    }
    over.set(true);
    int deleted = 0;
    for (Future<Integer> node : nodes) {
      deleted += node.get(300, TimeUnit.SECONDS);
    }
    threads.shutdownNow();

    assertThat(taken).isGreaterThan(SESSIONS * captures / 2);
    assertThat(deleted).isGreaterThan(captures);
    allAreWhole(store);
    PruneKit prune = new PruneKit(store, uses);
    prune.run();
    prune.run();
    allAreWhole(store);
    assertThat(prune.survey().orphans()).isEmpty();
    assertThat(new SnapshotKit(store).stored(Kind.MANIFEST)).hasSameSizeAs(uses.complete());
  }

  private int captures(SnapshotStore store, int session, int captures) throws IOException {
    Random random = new Random(SEED + session);
    Path workdir = Files.createDirectories(directory.resolve("work" + session));
    List<String> own = new ArrayList<>();
    for (int i = 0; i < captures; i++) {
      Workdirs.write(workdir, random.nextInt(Workdirs.FILES), session * 10 + random.nextInt(3));
      String snapshot = String.format("ses%d_%03d", session, i);
      Optional<String> base = uses.take(snapshot, "ses" + session);
      Manifest previous =
          base.isEmpty() ? null : Manifests.open(store, SnapshotKit.KEYS, base.get());
      boolean unusable = new SnapshotKit(store).capture(workdir, snapshot, previous).baseUnusable();
      assertThat(unusable).as("a base whose chunks were taken away").isFalse();
      if (random.nextInt(4) == 0) {
        uses.fail(snapshot); // its row was given up while it ran
        continue;
      }
      trees.put(snapshot, Trees.describe(workdir));
      uses.complete(snapshot);
      own.add(snapshot);
      while (own.size() > KEPT) {
        uses.giveUp(own.remove(0));
      }
    }
    return own.size() == KEPT ? captures : 0;
  }

  private int prunes(SnapshotStore store) throws IOException {
    PruneKit prune = new PruneKit(store, uses);
    int deleted = 0;
    while (!over.get()) {
      deleted += prune.runBeside().size();
    }
    return deleted;
  }

  private void allAreWhole(SnapshotStore store) throws IOException {
    SnapshotKit kit = new SnapshotKit(store);
    for (String snapshot : uses.complete()) {
      Manifest manifest = kit.verify(snapshot);
      Path staged = kit.restore(manifest, directory.resolve("target")).directory();
      assertThat(Trees.describe(staged)).as(snapshot).isEqualTo(trees.get(snapshot));
    }
  }
}
