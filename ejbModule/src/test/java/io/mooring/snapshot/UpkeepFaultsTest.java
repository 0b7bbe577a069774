package io.mooring.snapshot;

import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import io.mooring.snapshot.FaultyStore.Fault;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.store.MemoryStore;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import io.mooring.snapshot.store.TimedStore;
import io.mooring.snapshot.upkeep.StoreSurvey;
import io.mooring.snapshot.upkeep.Verification;
import io.mooring.turn.TestTurns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sweeps and checks of a node whose store fails or stalls, at each of their calls in turn. */
class UpkeepFaultsTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  private static final Duration GRACE = Duration.ofHours(4);
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration HASTY = Duration.ofMillis(100);

  @TempDir Path directory;
  private final FakeAgent agent = new FakeAgent();
  private final MemoryStore store = new MemoryStore(false);
  private final Calls calls = new Calls(store);
  private TestSessions node;
  private String session;
  private Path workdir;

  /** On a store that is a faulty one or not, with a limit that changes. */
  private static final class Calls extends StoreCalls {
    private final ExecutorService workers = Executors.newCachedThreadPool(SnapshotKit.THREADS);
    private volatile SnapshotStore now;
    private volatile Duration limit = PATIENT;

    Calls(SnapshotStore store) {
      now = store;
    }

    @Override
    <T> T call(Work<T> work) throws IOException {
      return work.with(new TimedStore(now, workers, limit));
    }
  }

  private enum ToTheEnd implements SweepStore.Watch {
    INSTANCE;

    @Override
    public boolean isStopped() {
      return false;
    }

    @Override
    public void deleted(ObjectName name) {
      // The store is looked at instead.
    }
  }

  @BeforeEach
  void aSessionThatKeepsItsLastSnapshot() throws IOException {
    TestDatabase database = DATABASES.get(TestDatabase.Kind.DERBY);
    TestSnapshots.forget(database);
    node = new TestSessions(database, agent, "boot_a", directory.resolve("a"));
    TestTurns.bind(node);
    TestSnapshots.bind(node, new TestSnapshots.Keys(), store);
    node.beans.bind(StoreCalls.class, calls);
    for (String kept : List.of("hourly", "daily", "weekly")) {
      node.settings.put("mooring.snapshot.keep-" + kept, "0");
    }
    node.settings.put("mooring.snapshot.keep-last", "1");
    workdir = Files.createDirectory(directory.toRealPath().resolve("work"));
    session = node.sessionIn(workdir, true);
  }

  @AfterEach
  void clear() {
    node.close();
    agent.close();
    calls.workers.shutdownNow();
  }

  private void write(int first, long version) throws IOException {
    for (int i = first; i < 5; i++) {
      byte[] content = new byte[2_000];
      new Random(1_000 * version + i).nextBytes(content);
      Trees.file(workdir, "file" + i, content);
    }
  }

  private String take() {
    return node.get(TakeSnapshot.class)
        .now(SYSTEM, session, Snapshot.Wanted.because(SnapshotReason.MANUAL))
        .id();
  }

  private SweepStore.Swept sweep() throws IOException {
    return node.get(SweepStore.class).sweep(SYSTEM, false, ToTheEnd.INSTANCE);
  }

  private void verifies(String snapshot) throws IOException {
    String sha =
        node.beans
            .inTransaction(() -> node.get(Snapshots.class).lockAny(SYSTEM, snapshot))
            .map(SnapshotDocument::of)
            .flatMap(SnapshotDocument::sha256)
            .orElseThrow();
    new Verification(store, node.get(DataKeys.class).snapshots(SYSTEM), RestoreLimits.DEFAULT)
        .verify(snapshot, sha);
  }

  /** Does it with a store whose call of that number goes wrong; how many calls were made. */
  private int faulty(int call, Fault fault, FaultyStore.Meanwhile work) throws IOException {
    FaultyStore faulty = new FaultyStore(store, call, fault);
    calls.now = faulty;
    calls.limit = fault.name().startsWith("STALLS") ? HASTY : PATIENT;
    try {
      work.run();
    } catch (IllegalStateException e) {
      throw stored(e); // what stands in for the container wraps it
    } finally {
      calls.limit = PATIENT;
      calls.now = store;
    }
    return faulty.calls();
  }

  private static StoreException stored(IllegalStateException thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof StoreException found) {
        return found;
      }
    }
    throw thrown;
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAILS_BEFORE", "FAILS_AFTER", "STALLS", "STALLS_AND_DOES"})
  void aSweepThatGoesWrongAtAnyCallCostsNothingAndTheNextOneLeavesNothing(Fault fault)
      throws IOException {
    int faults = 0;
    int deleted = 0;
    int rewritten = 0;
    for (int call = 1; ; call++) {
      write(0, 2L * call);
      take();
      sweep(); // marks what the one before had
      write(2, 2L * call + 1);
      String kept = take(); // needs two files of five of the pack of the one before
      node.pass(GRACE);

      int made;
      try {
        SweepStore.Swept[] swept = new SweepStore.Swept[1];
        made = faulty(call, fault, () -> swept[0] = sweep());
        deleted = swept[0].deleted();
        rewritten = swept[0].sparsePacks();
      } catch (StoreException e) {
        faults++;
        made = call;
      }

      verifies(kept);
      for (int i = 0; i < 2; i++) {
        node.pass(GRACE);
        sweep();
        verifies(kept);
      }
      StoreSurvey left = node.get(SweepStore.class).survey(SYSTEM);
      assertThat(left.orphans()).isEmpty();
      assertThat(left.superseded()).isEmpty();
      assertThat(store.list("default", ObjectName.Kind.MANIFEST, "", 10)).hasSize(1);
      if (made < call) {
        break;
      }
    }
    assertThat(faults).isGreaterThan(40);
    assertThat(deleted).as("by the one that met no fault").isPositive();
    assertThat(rewritten).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAILS_BEFORE", "FAILS_AFTER", "STALLS", "STALLS_AND_DOES"})
  void aCheckThatGoesWrongAtAnyCallMarksNothing(Fault fault) throws IOException {
    write(0, 1);
    String snapshot = take();
    int faults = 0;
    for (int call = 1; ; call++) {
      int made;
      try {
        made =
            faulty(
                call,
                fault,
                () ->
                    assertThat(node.get(VerifySnapshots.class).verify(SYSTEM, snapshot))
                        .isEqualTo(VerifySnapshots.Outcome.WHOLE));
      } catch (StoreException e) {
        faults++;
        made = call;
        assertThat(row(snapshot).isDamaged()).isFalse();
        assertThat(row(snapshot).verifiedAt()).isEmpty();
      }
      if (made < call) {
        break;
      }
    }
    assertThat(faults).isGreaterThan(8);
    assertThat(row(snapshot).verifiedAt()).isPresent();
    assertThat(node.incidents).isEmpty();
  }

  private Snapshot row(String id) {
    return node.beans.inTransaction(
        () -> node.get(Snapshots.class).lockAny(SYSTEM, id).orElseThrow());
  }
}
