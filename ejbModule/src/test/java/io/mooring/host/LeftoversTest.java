package io.mooring.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mooring.time.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  @TempDir Path directory;
  private Bench bench;

  @BeforeEach
  void prepare() {
    bench = new Bench(directory.resolve("data"));
  }

  @AfterEach
  void clear() {
    bench.close();
  }

  private Leftovers leftovers() {
    return new Leftovers(bench.data.resolve("servers"), Ticker.SYSTEM, Duration.ofMillis(300));
  }

  private ProcessRecord record() throws Exception {
    return ProcessRecord.read(bench.home().record()).orElseThrow();
  }

  private List<MachineProcess> members(ProcessRecord record) {
    return new ProcessGroup(record, Ticker.SYSTEM, Duration.ZERO).members();
  }

  @Test
  void theServerOfAnEarlierRunIsEnded() throws Exception {
    ServerProcess server =
        bench.launch(
            FakeOpencode.script(directory, FakeOpencode.READY + "sleep 600 & exec sleep 600"),
            new ServerLog());
    var address = server.awaitReady(Duration.ofSeconds(10));
    ProcessRecord record = record();

    assertThat(leftovers().endAll()).isOne();

    assertThat(address.base().getPort()).isEqualTo(9);
    assertThat(members(record)).isEmpty();
    assertThat(bench.home().record()).doesNotExist();
    assertThat(leftovers().endAll()).isZero();
  }

  @Test
  void whatAServerThatIsGoneLeftBehindIsEnded() throws Exception {
    ServerProcess server =
        bench.launch(
            FakeOpencode.script(
                directory,
                "setsid sleep 600 & sleep 600 & " + FakeOpencode.READY + "exec sleep 600"),
            new ServerLog());
    var address = server.awaitReady(Duration.ofSeconds(10));
    ProcessRecord record = record();
    await().untilAsserted(() -> assertThat(members(record)).hasSize(3));
    assertThat(ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly()).isTrue();
    await().untilAsserted(() -> assertThat(members(record)).hasSize(2));

    assertThat(leftovers().endAll()).isOne();

    assertThat(address.base().getPort()).isEqualTo(9);
    assertThat(members(record)).isEmpty();
  }

  @Test
  void anInnocentProcessWithARecordedPidIsNotTouched() throws Exception {
    Process innocent = new ProcessBuilder("setsid", "sleep", "600").start();
    try {
      await()
          .untilAsserted(
              () ->
                  assertThat(MachineProcess.find(innocent.pid()).orElseThrow().session())
                      .isEqualTo(innocent.pid()));
      long start = MachineProcess.find(innocent.pid()).orElseThrow().startTicks();
      OwnerOnly.directory(bench.home().root());
      new ProcessRecord(innocent.pid(), start - 5, MachineProcess.bootId(), "no-such-mark", 0)
          .write(bench.home().record());

      assertThat(leftovers().endAll()).isZero();

      assertThat(innocent.isAlive()).isTrue();
      assertThat(bench.home().record()).doesNotExist();
    } finally {
      innocent.destroyForcibly().waitFor();
    }
  }

  @Test
  void aRecordOfAnEarlierBootOrWithoutSenseIsForgotten() throws Exception {
    Process innocent = new ProcessBuilder("setsid", "sleep", "600").start();
    try {
      long start = MachineProcess.find(innocent.pid()).orElseThrow().startTicks();
      OwnerOnly.directory(bench.home().root());
      new ProcessRecord(innocent.pid(), start, "another-boot", "no-such-mark", 0)
          .write(bench.home().record());
      Path broken = OwnerOnly.directory(bench.data.resolve("servers/t/broken"));
      Files.writeString(broken.resolve("process.json"), "{\"pid\":1}");

      assertThat(leftovers().endAll()).isZero();

      assertThat(innocent.isAlive()).isTrue();
      assertThat(bench.home().record()).doesNotExist();
      assertThat(broken.resolve("process.json")).doesNotExist();
    } finally {
      innocent.destroyForcibly().waitFor();
    }
  }

  @Test
  void readsAProcessWhoseNameIsMeantToConfuse() {
    String fields = " 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4242 1 2";

    MachineProcess process = MachineProcess.parse(7, "7 (a) S 9 9 (b)) R" + fields);

    assertThat(process).isEqualTo(new MachineProcess(7, 'R', 7, 7, 4242));
  }
}
