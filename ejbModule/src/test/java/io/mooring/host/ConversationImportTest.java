package io.mooring.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.mooring.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationImportTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path directory;
  private Bench bench;
  private Path workdir;

  @BeforeEach
  void prepare() throws IOException {
    bench = new Bench(directory.resolve("data"));
    workdir = Files.createDirectories(directory.resolve("work")).toRealPath();
    bench.home().prepare(configuration());
  }

  @AfterEach
  void clear() {
    bench.close();
  }

  private ServerConfiguration configuration() {
    return ServerConfiguration.build(Path.of(""), "", false, bench.passed);
  }

  private void run(String body, Duration atMost) {
    Path script = FakeOpencode.script(directory.resolve("bin"), body);
    new ConversationImport(script, bench.home(), configuration(), "mark-1", bench.tools())
        .run(workdir, Json.object().put("said", "walrus"), atMost);
  }

  private List<Path> leftFiles() throws IOException {
    try (Stream<Path> files = Files.list(bench.home().temporary())) {
      return files.toList();
    }
  }

  @Test
  void runsInTheDirectoryAndTheHomeOfTheServerWithAFileOfItsOwn() throws Exception {
    run("pwd > seen; env >> seen; echo $1 >> seen; stat -c %a $2 >> seen; cat $2 >> seen", LONG);

    assertThat(Files.readAllLines(workdir.resolve("seen")))
        .contains(workdir.toString(), "import", "600", "{\"said\":\"walrus\"}")
        .contains("HOME=" + bench.home().home(), ProcessRecord.MARK + "=mark-1")
        .noneMatch(line -> line.startsWith("OPENCODE_SERVER_PASSWORD"));
    assertThat(leftFiles()).isEmpty();
  }

  @Test
  void aFailureIsToldWithItsLastLines() throws Exception {
    ImportFailed failed =
        catchThrowableOfType(ImportFailed.class, () -> run("echo Missing key; exit 1", LONG));

    assertThat(failed.code()).isEqualTo("import-failed");
    assertThat(failed.lastLines()).contains("Missing key");
    assertThat(failed.getMessage()).doesNotContain("Missing key");
    assertThat(leftFiles()).isEmpty();
  }

  @Test
  void whatTakesTooLongIsEndedWithAllThatItStarted() throws Exception {
    ImportFailed failed =
        catchThrowableOfType(
            ImportFailed.class,
            () ->
                run(
                    "(sleep 300 & echo $! > child); echo $$ > parent; sleep 300",
                    Duration.ofSeconds(2)));

    assertThat(failed).isNotNull();
    for (String name : List.of("child", "parent")) {
      long pid = Long.parseLong(Files.readString(workdir.resolve(name)).strip());
      await().until(() -> MachineProcess.find(pid).filter(MachineProcess::lives).isEmpty());
    }
    assertThat(leftFiles()).isEmpty();
  }
}
