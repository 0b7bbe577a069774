package io.mooring.snapshot.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.snapshot.FaultyStore;
import io.mooring.snapshot.FaultyStore.Fault;
import io.mooring.snapshot.PruneKit;
import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.Trees;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreFailureTest {
  private static final CaptureOptions QUICK =
      CaptureOptions.DEFAULT.withTimes(
          Duration.ofMillis(700), Duration.ofSeconds(10), Duration.ofMinutes(1));

  @TempDir Path directory;
  private Path workdir;
  private DirectoryStore store;
  private Captured first;

  @BeforeEach
  void aFirstSnapshotAndAChangedWorkdir() throws IOException {
    workdir = Files.createDirectory(directory.resolve("work"));
    store = new DirectoryStore(directory.resolve("store"));
    byte[] content = new byte[3 * 1024 * 1024];
    new Random(1).nextBytes(content);
    Trees.file(workdir, "big", content);
    Trees.file(workdir, "dir/small", "small".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    first = new SnapshotKit(store).capture(workdir, "first");
    new Random(2).nextBytes(content);
    Trees.file(workdir, "other", content);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAILS_BEFORE", "FAILS_AFTER", "DIES"})
  void atEachCallNothingIsReportedAndNothingLeaks(Fault fault) throws IOException {
    int faults = 0;
    for (int call = 1; ; call++) {
      FaultyStore faulty = new FaultyStore(store, call, fault);
      String snapshot = "second_" + call;
      Set<String> kept = new HashSet<>(Set.of("first"));
      try {
        new SnapshotKit(faulty).capture(workdir, snapshot, first.manifest());
        kept.add(snapshot);
        if (faulty.calls() < call) {
          break;
        }
      } catch (CaptureFailed e) {
        faults++;
        assertThat(e.reason()).isEqualTo(CaptureFailed.Reason.STORE);
      }
      allThatIsVisibleVerifies();
      collect(kept);
      assertThat(new PruneKit(store).keeping(kept).survey().orphans()).isEmpty();
      unfinishedAreGone();
      for (String each : kept) {
        assertThat(new SnapshotKit(store).verify(each).snapshot()).isEqualTo(each);
      }
      assertThat(new SnapshotKit(store).stored(Kind.MANIFEST)).hasSameSizeAs(kept);
      collect(Set.of("first"));
    }
    assertThat(faults).isGreaterThan(10);
  }

  private void allThatIsVisibleVerifies() throws IOException {
    for (StoredObject manifest : new SnapshotKit(store).stored(Kind.MANIFEST)) {
      new SnapshotKit(store).verify(manifest.name().id());
    }
  }

  private void collect(Set<String> kept) throws IOException {
    PruneKit prune = new PruneKit(store).keeping(kept);
    prune.run();
    prune.run();
  }

  private void unfinishedAreGone() throws IOException {
    try (Stream<Path> left = Files.list(directory.resolve("store/default/tmp"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aStallAtAnyCallEndsTheCaptureInTime() throws IOException {
    for (int call : new int[] {1, 3, 5, 8}) {
      FaultyStore stalling = new FaultyStore(store, call, Fault.STALLS);

      assertThatThrownBy(
              () ->
                  new SnapshotKit(stalling)
                      .with(QUICK)
                      .capture(workdir, "stalled", first.manifest()))
          .isInstanceOfSatisfying(
              CaptureFailed.class,
              e -> assertThat(e.reason()).isEqualTo(CaptureFailed.Reason.STORE));
      assertThat(new SnapshotKit(store).stored(Kind.MANIFEST)).hasSize(1);
    }
  }

  @Test
  void aSlowStoreIsNotTakenForAFileThatHangs() throws IOException {
    FaultyStore late = new FaultyStore(store, 3, Fault.LATE);
    CaptureOptions hasty =
        CaptureOptions.DEFAULT.withTimes(
            Duration.ofSeconds(20), Duration.ofMillis(600), Duration.ofMinutes(1));

    Captured captured = new SnapshotKit(late).with(hasty).capture(workdir, "late", null);

    assertThat(captured.manifest().skipped()).isEmpty();
    assertThat(captured.manifest().totals().files()).isEqualTo(3);
  }
}
