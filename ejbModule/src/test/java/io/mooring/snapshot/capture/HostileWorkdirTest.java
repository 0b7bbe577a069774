package io.mooring.snapshot.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.snapshot.SnapshotKit;
import io.mooring.snapshot.Trees;
import io.mooring.snapshot.format.Manifest.SkipReason;
import io.mooring.snapshot.format.Manifest.Skipped;
import io.mooring.snapshot.restore.Staged;
import io.mooring.snapshot.store.DirectoryStore;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that changes its workdir while it is captured. */
@Timeout(60)
class HostileWorkdirTest {
  private static final byte[] SECRET = "the secret".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private Path workdir;
  private Path outside;
  private SnapshotKit kit;

  @BeforeEach
  void aWorkdirBesideASecret() throws IOException {
    workdir = Files.createDirectory(directory.resolve("work"));
    outside = Trees.file(directory, "outside/secret", SECRET);
    kit = new SnapshotKit(new DirectoryStore(directory.resolve("store")));
    Trees.file(workdir, "a/first", new byte[] {1});
    Trees.file(workdir, "a/victim", new byte[10]);
    Trees.file(workdir, "z", new byte[] {3});
  }

  /** What the name becomes between the look at it and its opening. */
  enum Swap {
    LINK_TO_A_FILE,
    LINK_TO_A_DIRECTORY,
    DANGLING_LINK,
    FIFO,
    SOCKET,
    DIRECTORY,
    NOTHING;

    void at(Path victim, Path outside) throws IOException {
      Files.delete(victim);
      switch (this) {
        case LINK_TO_A_FILE -> Files.createSymbolicLink(victim, outside);
        case LINK_TO_A_DIRECTORY -> Files.createSymbolicLink(victim, outside.getParent());
        case DANGLING_LINK -> Files.createSymbolicLink(victim, Path.of("nowhere"));
        case FIFO -> run("mkfifo", victim.toString());
        case SOCKET -> socket(victim);
        case DIRECTORY -> Files.createDirectory(victim);
        case NOTHING -> {}
      }
    }

    private static void socket(Path victim) throws IOException {
      Path shorter = Files.createTempDirectory("s").resolve("s");
      try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        socket.bind(UnixDomainSocketAddress.of(shorter));
        Files.move(shorter, victim);
      }
    }
  }

  private static void run(String... command) throws IOException {
    try {
      assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Captured captureWith(FileReading.Moment moment) throws IOException {
    return kit.capture().with(moment).run(workdir, "snap");
  }

  private Map<String, String> restored(Captured captured) throws IOException {
    Staged staged = kit.restore(captured.manifest(), directory.resolve("target"));
    Map<String, String> names = new TreeMap<>();
    for (String name : Trees.describe(staged.directory()).keySet()) {
      Path path = staged.directory().resolve(name);
      names.put(
          name,
          Files.isDirectory(path)
              ? ""
              : new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
    }
    return names;
  }

  @ParameterizedTest
  @EnumSource(Swap.class)
  void aFileThatBecomesSomethingElseIsNeitherFollowedNorWaitedFor(Swap swap) throws IOException {
    Captured captured =
        captureWith(
            path -> {
              if (path.equals("a/victim")) {
                swap.at(workdir.resolve("a/victim"), outside);
              }
            });

    assertThat(captured.manifest().skipped())
        .containsExactly(
            new Skipped(
                "a/victim", swap == Swap.NOTHING ? SkipReason.VANISHED : SkipReason.REPLACED));
    assertThat(restored(captured)).containsOnlyKeys("a/", "a/first", "z");
    kit.verify("snap");
  }

  @Test
  void aDirectoryAboveThatBecomesALinkLeadsNowhere() throws IOException {
    Trees.file(directory, "outside/victim", SECRET);

    Captured captured =
        captureWith(
            path -> {
              if (path.equals("a/victim")) {
                Files.move(workdir.resolve("a"), directory.resolve("moved"));
                Files.createSymbolicLink(workdir.resolve("a"), outside.getParent());
              }
            });

    assertThat(restored(captured).values()).noneMatch(content -> content.contains("secret"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileThatNeverHoldsStillIsKeptAsChanged(boolean small) throws IOException {
    Path file = workdir.resolve("a/victim");
    Files.write(file, new byte[small ? 100 : 2_000_000]);
    AtomicInteger reads = new AtomicInteger();

    Captured captured =
        captureWith(
            path -> {
              if (path.equals("a/victim")) {
                reads.incrementAndGet();
                Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
              }
            });

    assertThat(reads).hasValue(FileReading.TRIES);
    assertThat(captured.manifest().totals().changed()).isOne();
    Staged staged = kit.restore(captured.manifest(), directory.resolve("target"));
    assertThat(staged.changed()).isOne();
    assertThat(Files.size(staged.directory().resolve("a/victim")))
        .isEqualTo((small ? 100 : 2_000_000) + 3L * (FileReading.TRIES - 1));
  }

  @Test
  void aFileThatChangesOnceIsReadAgain() throws IOException {
    AtomicInteger reads = new AtomicInteger();

    Captured captured =
        captureWith(
            path -> {
              if (path.equals("a/victim") && reads.incrementAndGet() == 1) {
                Files.write(workdir.resolve("a/victim"), SECRET);
              }
            });

    assertThat(captured.manifest().totals().changed()).isZero();
    assertThat(restored(captured)).containsEntry("a/victim", "the secret");
  }

  @Test
  void aFileThatIsCutShortIsReadAgain() throws IOException {
    AtomicInteger reads = new AtomicInteger();
    Files.write(workdir.resolve("a/victim"), new byte[3_000_000]);

    Captured captured =
        captureWith(
            path -> {
              if (path.equals("a/victim") && reads.incrementAndGet() == 1) {
                Files.write(workdir.resolve("a/victim"), new byte[5]);
              }
            });

    assertThat(captured.manifest().totals().changed()).isZero();
    assertThat(captured.manifest().totals().bytes()).isEqualTo(1 + 5 + 1);
  }

  /** The tests may run as root, who can read all: so the file system says no by the seam. */
  @Test
  void whatCannotBeReadIsListed() throws IOException {
    Captured captured =
        captureWith(
            path -> {
              if (path.equals("a/victim")) {
                throw new AccessDeniedException(path);
              }
            });

    assertThat(captured.manifest().skipped())
        .containsExactly(new Skipped("a/victim", SkipReason.UNREADABLE));
  }

  @Test
  void namesInReportsAreEscaped() throws IOException {
    Path fifo = workdir.resolve("line\nfeed\u001b");
    run("mkfifo", fifo.toString());

    assertThat(kit.capture(workdir, "snap").manifest().skipped())
        .containsExactly(new Skipped("line\\u{a}feed\\u{1b}", SkipReason.FIFO));
  }

  @Test
  void whatIsTooDeepIsListed() throws IOException {
    kit.with(CaptureOptions.DEFAULT.withLimits(100, 3));
    Trees.file(workdir, "1/2/3/4/5", new byte[] {1});

    Captured captured = kit.capture(workdir, "snap");

    assertThat(captured.manifest().skipped())
        .containsExactly(new Skipped("1/2/3/4", SkipReason.TOO_DEEP));
  }

  @Test
  void aPathLongerThanTheKernelTakesIsListed() throws IOException {
    String half = ("d".repeat(200) + "/").repeat(12);
    Files.createDirectories(workdir.resolve(half));
    Path other = directory.resolve("other");
    Files.createDirectories(other.resolve(half));
    Files.move(other, workdir.resolve(half + "other"));

    Captured captured = kit.capture(workdir, "snap");

    assertThat(captured.manifest().skipped())
        .singleElement()
        .satisfies(skipped -> assertThat(skipped.reason()).isEqualTo(SkipReason.TOO_DEEP));
    kit.restore(captured.manifest(), directory.resolve("t"));
    run("rm", "-rf", workdir.toString());
  }

  @Test
  void moreNamesThanAllowedFailTheCapture() {
    kit.with(CaptureOptions.DEFAULT.withLimits(3, 100));

    assertThatThrownBy(() -> kit.capture(workdir, "snap"))
        .isInstanceOfSatisfying(
            CaptureFailed.class,
            e -> assertThat(e.reason()).isEqualTo(CaptureFailed.Reason.TOO_MANY_ENTRIES));
  }

  @Test
  void aCaptureThatTakesTooLongFails() {
    kit.with(
        CaptureOptions.DEFAULT.withTimes(
            Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO));

    assertThatThrownBy(() -> kit.capture(workdir, "snap"))
        .isInstanceOfSatisfying(
            CaptureFailed.class,
            e -> assertThat(e.reason()).isEqualTo(CaptureFailed.Reason.TOO_LONG));
  }

  @Test
  void aWorkdirThatIsGoneFailsTheCapture() {
    assertThatThrownBy(() -> kit.capture(directory.resolve("none"), "snap"))
        .isInstanceOfSatisfying(
            CaptureFailed.class,
            e -> assertThat(e.reason()).isEqualTo(CaptureFailed.Reason.WORKDIR));
  }

  @Test
  void aFifoThatWasThereFromTheStartIsNotOpened() throws IOException {
    for (String name : List.of("b", "c")) {
      run("mkfifo", workdir.resolve(name).toString());
    }

    assertThat(kit.capture(workdir, "snap").manifest().skipped())
        .extracting(Skipped::path)
        .isEqualTo(Arrays.asList("b", "c"));
  }
}
