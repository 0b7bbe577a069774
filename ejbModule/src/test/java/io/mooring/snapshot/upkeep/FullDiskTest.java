package io.mooring.snapshot.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mooring.snapshot.PruneKit;
import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.Trees;
import io.mooring.snapshot.capture.CaptureFailed;
import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a file system of 4 MiB; skipped where nobody may mount one. */
class FullDiskTest {
  private static final int MIB = 1024 * 1024;

  @TempDir Path directory;
  private Path workdir;
  private Path mount;
  private DirectoryStore store;
  private boolean mounted;

  @BeforeEach
  void aSmallDisk() throws Exception {
    workdir = Files.createDirectory(directory.resolve("work"));
    mount = Files.createDirectory(directory.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "mooring-test", mount.toString());
    assumeTrue(mounted, "a small file system can't be mounted here");
    store = new DirectoryStore(mount.resolve("store"));
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", mount.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private void file(String name, int bytes, long seed) throws IOException {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    Trees.file(workdir, name, content);
  }

  private static StoreException.Kind storeFailure(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(StoreException.class::isInstance)
        .map(cause -> ((StoreException) cause).kind())
        .findFirst()
        .orElseThrow();
  }

  private void nothingIsUnfinished() throws IOException {
    try (Stream<Path> left = Files.list(mount.resolve("store/default/tmp"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aCaptureThatFillsItFailsAndCostsNoOlderSnapshot() throws IOException {
    SnapshotKit kit = new SnapshotKit(store);
    file("one", 2 * MIB, 1);
    Captured one = kit.capture(workdir, "snap1");
    file("two", 3 * MIB, 2);

    assertThatThrownBy(() -> kit.capture(workdir, "snap2", one.manifest()))
        .isInstanceOfSatisfying(
            CaptureFailed.class, e -> assertThat(e.reason()).isEqualTo(CaptureFailed.Reason.STORE))
        .satisfies(e -> assertThat(storeFailure(e)).isEqualTo(StoreException.Kind.FULL));

    assertThat(kit.stored(Kind.MANIFEST)).hasSize(1);
    assertThat(kit.verify("snap1")).isEqualTo(one.manifest());
    PruneKit prune = new PruneKit(store).keeping(Set.of("snap1"));
    prune.run();
    nothingIsUnfinished();
    assertThat(prune.survey().orphans()).isEmpty();
    file("two", MIB / 2, 3);
    Captured three = kit.capture(workdir, "snap3", one.manifest());
    assertThat(kit.verify("snap3")).isEqualTo(three.manifest());
  }

  @Test
  void aRewriteThatFillsItFailsAndTheNextOneDoesIt() throws IOException {
    SnapshotKit kit = new SnapshotKit(store);
    file("kept", MIB, 1);
    file("gone", 5 * MIB / 4, 2);
    Captured one = kit.capture(workdir, "snap1");
    Files.delete(workdir.resolve("gone"));
    Captured two = kit.capture(workdir, "snap2", one.manifest());
    PruneKit prune = new PruneKit(store).keeping(Set.of("snap2"));
    Path filler = mount.resolve("filler");
    Files.write(filler, new byte[5 * MIB / 4]);

    assertThatThrownBy(prune::rewrite).isInstanceOf(IOException.class);

    assertThat(kit.verify("snap2")).isEqualTo(two.manifest());
    nothingIsUnfinished();
    Files.delete(filler);
    prune.run();
    assertThat(kit.verify("snap2")).isEqualTo(two.manifest());
    assertThat(kit.stored(Kind.PACK).stream().mapToLong(pack -> pack.bytes()).sum())
        .isLessThan(3 * MIB / 2);
  }
}
