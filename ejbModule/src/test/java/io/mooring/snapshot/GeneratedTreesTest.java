package io.mooring.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.format.Names;
import io.mooring.snapshot.format.NativeNames;
import io.mooring.snapshot.restore.Staged;
import io.mooring.snapshot.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever tree there is comes back, byte for byte and mode for mode; and so after edits. */
class GeneratedTreesTest {
  private static final PosixFilePermission[] BITS = PosixFilePermission.values();

  /** Where and what; {@code kind} 0 to 2 are files, 3 a directory, 4 a link. */
  record Node(List<byte[]> path, int kind, int length, int seed, int mode, long mtimeNanos) {}

  @Provide
  Arbitrary<List<Node>> nodes() {
    Arbitrary<byte[]> name =
        Arbitraries.bytes()
            .filter(b -> b != 0 && b != '/')
            .array(byte[].class)
            .ofMinSize(1)
            .ofMaxSize(5)
            .filter(b -> b[0] != '.');
    Arbitrary<byte[]> few = Arbitraries.of("a", "b", "a-", "a.b", "B").map(String::getBytes);
    return Combinators.combine(
            Arbitraries.oneOf(few, name).list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.integers().between(0, 4),
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.integers().between(0, 5_000)),
                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(1_000_000, 5_000_000))),
            Arbitraries.integers(),
            Arbitraries.integers().between(0, 0777),
            Arbitraries.longs().between(-1_000_000_000_000_000L, 4_000_000_000_000_000_000L))
        .as(Node::new)
        .list()
        .ofMaxSize(12);
  }

  @Property(tries = 40)
  void comeBack(@ForAll("nodes") List<Node> before, @ForAll("nodes") List<Node> after)
      throws IOException {
    Path directory = Files.createTempDirectory("snapshots-generated");
    try {
      Path workdir = Files.createDirectory(directory.resolve("work"));
      SnapshotKit kit = new SnapshotKit(new DirectoryStore(directory.resolve("store")));
      for (Node node : before) {
        make(workdir, node);
      }
      Captured first = kit.capture(workdir, "first");
      comesBack(kit, first, workdir, directory);
      for (Node node : after) {
        make(workdir, node);
      }
      comesBack(kit, kit.capture(workdir, "second", first.manifest()), workdir, directory);
      kit.verify("first");
      kit.verify("second");
    } finally {
      new ProcessBuilder("rm", "-rf", directory.toString()).start().onExit().join();
    }
  }

  private static void comesBack(SnapshotKit kit, Captured captured, Path workdir, Path directory)
      throws IOException {
    Staged staged = kit.restore(captured.manifest(), directory.resolve("target"));
    assertThat(Trees.describe(staged.directory())).isEqualTo(Trees.describe(workdir));
    assertThat(captured.manifest().skipped()).isEmpty();
  }

  private static void make(Path workdir, Node node) throws IOException {
    Path at = workdir;
    for (byte[] part : node.path().subList(0, node.path().size() - 1)) {
      at = at.resolve(NativeNames.path(Names.of(part)));
      if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(at);
      } else if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
    }
    at = at.resolve(NativeNames.path(Names.of(node.path().get(node.path().size() - 1))));
    if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    switch (node.kind()) {
      case 3 -> Files.createDirectory(at);
      case 4 -> {
        Files.createSymbolicLink(at, NativeNames.path(Names.of(node.path().get(0))));
        return;
      }
      default -> Files.write(at, content(node));
    }
    Files.setLastModifiedTime(at, FileTime.from(node.mtimeNanos(), TimeUnit.NANOSECONDS));
    Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < BITS.length; i++) {
      if ((node.mode() & (1 << i)) != 0 || (node.kind() == 3 && i < 3)) {
        mode.add(BITS[i]);
      }
    }
    mode.add(PosixFilePermission.OWNER_READ);
    Files.setPosixFilePermissions(at, mode);
  }

  private static byte[] content(Node node) {
    byte[] content = new byte[node.length()];
    Random random = new Random(node.seed());
    if (node.seed() % 3 != 0) {
      random.nextBytes(content);
    }
    return content;
  }
}
