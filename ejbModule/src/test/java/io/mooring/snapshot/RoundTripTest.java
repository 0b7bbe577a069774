package io.mooring.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.snapshot.capture.CaptureOptions;
import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.format.Manifest.SkipReason;
import io.mooring.snapshot.format.Manifest.Skipped;
import io.mooring.snapshot.format.Names;
import io.mooring.snapshot.format.NativeNames;
import io.mooring.snapshot.restore.Staged;
import io.mooring.snapshot.store.DirectoryStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the table in src/docs/snapshots.md. */
class RoundTripTest {
  @TempDir Path directory;
  private Path workdir;
  private DirectoryStore store;
  private SnapshotKit kit;

  @BeforeEach
  void anEmptyWorkdir() throws IOException {
    workdir = Files.createDirectory(directory.resolve("work"));
    store = new DirectoryStore(directory.resolve("store"));
    kit = new SnapshotKit(store);
  }

  private Staged comesBackTheSame() throws IOException {
    Captured captured = kit.capture(workdir, "snap");
    kit.verify("snap");
    Staged staged = kit.restore(captured.manifest(), directory.resolve("target"));
    assertThat(Trees.describe(staged.directory())).isEqualTo(Trees.describe(workdir));
    return staged;
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void anEmptyWorkdirComesBack() throws IOException {
    assertThat(comesBackTheSame().entries()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 4_096, 262_143, 262_144, 1_048_575, 1_048_576, 1_048_577, 4_194_304, 9_000_001})
  void filesOfEachLengthComeBack(int length) throws IOException {
    Trees.file(workdir, "random", bytes(length, 1));
    byte[] text = new byte[length];
    Arrays.fill(text, (byte) 'x');
    Trees.file(workdir, "dir/dull", text);

    comesBackTheSame();
  }

  @Test
  void modesAndTimesComeBackToTheNanosecond() throws IOException {
    for (String mode : List.of("rwxr-xr-x", "r--r--r--", "rw-rw-rw-", "-w-------", "---------")) {
      Path file = Trees.file(workdir, "file" + mode, bytes(10, 2));
      Files.setLastModifiedTime(
          file, FileTime.from(Instant.parse("2001-02-03T04:05:06.789012345Z")));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      Path folder = Files.createDirectory(workdir.resolve("dir" + mode));
      Trees.file(folder, "in", bytes(10, 3));
      Files.setLastModifiedTime(
          folder, FileTime.from(Instant.parse("1969-12-31T23:59:58.000000001Z")));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }

    comesBackTheSame();
  }

  @Test
  void setuidAndStickyBitsAreNotKept() throws Exception {
    Path file = Trees.file(workdir, "tool", bytes(10, 2));
    assertThat(new ProcessBuilder("chmod", "7755", file.toString()).start().waitFor()).isZero();

    Staged staged = kit.restore(kit.capture(workdir, "snap").manifest(), directory.resolve("t"));

    assertThat((Integer) Files.getAttribute(staged.directory().resolve("tool"), "unix:mode"))
        .isEqualTo(0100755);
  }

  @Test
  void aSparseFileLongerThanAnIntTakesNoRoomEitherWay() throws IOException {
    long size = 4_500_000_000L;
    try (RandomAccessFile file = new RandomAccessFile(workdir.resolve("sparse").toFile(), "rw")) {
      file.write(bytes(100, 1));
      file.seek(size / 2);
      file.write(bytes(100, 2));
      file.setLength(size);
    }

    Captured captured = kit.capture(workdir, "snap");
    Staged staged = kit.restore(captured.manifest(), directory.resolve("target"));

    assertThat(captured.storedBytes()).isLessThan(10_000_000);
    assertThat(staged.bytes()).isEqualTo(size);
    Path restored = staged.directory().resolve("sparse");
    assertThat(Files.size(restored)).isEqualTo(size);
    assertThat(blocks(restored)).isLessThan(2_000_000);
    try (RandomAccessFile file = new RandomAccessFile(restored.toFile(), "r")) {
      byte[] part = new byte[200];
      file.readFully(part);
      assertThat(part).isEqualTo(Arrays.copyOf(bytes(100, 1), 200));
      file.seek(size / 2);
      file.readFully(part);
      assertThat(part).isEqualTo(Arrays.copyOf(bytes(100, 2), 200));
    }
  }

  /** The bytes that a file takes on the disk. */
  private static long blocks(Path file) throws IOException {
    Process du = new ProcessBuilder("du", "--block-size=1", file.toString()).start();
    try (var out = du.inputReader(StandardCharsets.UTF_8)) {
      return Long.parseLong(String.valueOf(out.readLine()).split("\t", -1)[0]);
    }
  }

  @Test
  void hardLinksComeBackAsFilesOfTheirOwn() throws IOException {
    Path file = Trees.file(workdir, "one", bytes(100_000, 1));
    Files.createLink(workdir.resolve("two"), file);

    Staged staged = comesBackTheSame();

    assertThat(Files.getAttribute(staged.directory().resolve("one"), "unix:nlink")).isEqualTo(1);
    assertThat(kit.capture(workdir, "snap2").storedBytes()).isLessThan(105_000);
  }

  @Test
  void linksComeBackAsTheyAreAndAreNeverFollowed() throws IOException {
    Path secret = Trees.file(directory, "secret/file", "secret".getBytes(StandardCharsets.UTF_8));
    Trees.file(workdir, "dir/file", bytes(10, 1));
    Files.createSymbolicLink(workdir.resolve("inside"), Path.of("dir/file"));
    Files.createSymbolicLink(workdir.resolve("folder"), Path.of("dir"));
    Files.createSymbolicLink(workdir.resolve("dangling"), Path.of("nowhere/at/all"));
    Files.createSymbolicLink(workdir.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(workdir.resolve("out"), secret.getParent());
    Files.createSymbolicLink(workdir.resolve("above"), Path.of("../../secret"));
    Files.createSymbolicLink(workdir.resolve("slash"), NativeNames.targetPath("dir/"));
    Files.createSymbolicLink(
        workdir.resolve("raw"), NativeNames.targetPath(Names.of(new byte[] {'a', (byte) 0xFE})));

    Staged staged = comesBackTheSame();

    assertThat(staged.outsideLinks()).containsExactly("above", "out");
    assertThat(staged.files()).isOne();
  }

  @Test
  void emptyDirectoriesComeBack() throws IOException {
    Files.createDirectories(workdir.resolve("a/b/c"));
    Files.createDirectories(workdir.resolve("a-b"));
    Files.createDirectories(workdir.resolve("a.b"));

    comesBackTheSame();
  }

  @Test
  void namesThatAreNoUtf8ComeBackByteByByte() throws IOException {
    for (byte[] name :
        List.of(
            new byte[] {'l', (byte) 0xE4, 't'},
            new byte[] {(byte) 0xFF},
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            "\uFFFD".getBytes(StandardCharsets.UTF_8),
            new byte[] {(byte) 0xC3, (byte) 0xA4, (byte) 0xC3})) {
      String text = Names.of(name);
      Trees.file(workdir, text + "/" + text, name);
    }

    assertThat(comesBackTheSame().files()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "line\nfeed",
        "\r",
        "\u0001",
        "tab\t",
        "\u001b[31m",
        "\u202e",
        " ",
        "-rf",
        "back\\slash",
        "quote\"",
        "%2e%2e",
        "ä",
        "\uD83D\uDE00",
        "...",
        "~",
        "CON",
        "$(id)",
        "*",
        "\u0080"
      })
  void strangeNamesComeBack(String name) throws IOException {
    Trees.file(workdir, name + "/" + name, bytes(10, 1));

    comesBackTheSame();
  }

  @Test
  void namesThatDifferInCaseOrFormAreTwoFilesWhereTheyWere() throws IOException {
    for (String name : List.of("Makefile", "makefile", "\u00e9", "e\u0301")) {
      Trees.file(workdir, name, name.getBytes(StandardCharsets.UTF_8));
    }

    assertThat(comesBackTheSame().files()).isEqualTo(4);
  }

  @Test
  void specialFilesAreListedAndSkipped() throws Exception {
    mkfifo(workdir.resolve("fifo"));
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A socket's path is at most 107 bytes, shorter than a temporary directory's may be.
      Path shorter = Files.createTempDirectory("s");
      socket.bind(UnixDomainSocketAddress.of(shorter.resolve("s")));
      Files.move(shorter.resolve("s"), workdir.resolve("socket"));
      Files.delete(shorter);

      Captured captured = kit.capture(workdir, "snap");

      assertThat(captured.manifest().skipped())
          .containsExactly(
              new Skipped("fifo", SkipReason.FIFO), new Skipped("socket", SkipReason.SOCKET));
      assertThat(captured.manifest().totals().skipped()).isEqualTo(2);
    }
  }

  private static void mkfifo(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  @Test
  void whatIsExcludedStaysOutAndGitStaysIn() throws IOException {
    for (String path :
        List.of(
            ".git/HEAD",
            "node_modules/x/index.js",
            "sub/node_modules/y",
            "sub/__pycache__/z",
            ".venv/bin/python",
            "a.pyc",
            ".DS_Store",
            "kept/node_modules.txt")) {
      Trees.file(workdir, path, bytes(5, 1));
    }

    Captured captured = kit.capture(workdir, "snap");
    Staged staged = kit.restore(captured.manifest(), directory.resolve("target"));

    assertThat(Trees.describe(staged.directory()).keySet())
        .containsExactly(".git/", ".git/HEAD", "kept/", "kept/node_modules.txt", "sub/");
    assertThat(captured.manifest().totals().excluded()).isEqualTo(6);
  }

  @Test
  void aLaterPatternBringsBackWhatAnEarlierOneLeftOut() throws IOException {
    Trees.file(workdir, "a.log", bytes(5, 1));
    Trees.file(workdir, "keep.log", bytes(5, 1));
    Trees.file(workdir, "build/x", bytes(5, 1));
    Trees.file(workdir, "src/build/x", bytes(5, 1));
    kit.with(CaptureOptions.DEFAULT.withExcludes(List.of("*.log", "!keep.log", "/build/", "# no")));

    Staged staged =
        kit.restore(kit.capture(workdir, "snap").manifest(), directory.resolve("target"));

    assertThat(Trees.describe(staged.directory()).keySet())
        .containsExactly("keep.log", "src/", "src/build/", "src/build/x");
  }
}
