package io.mooring.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.mooring.time.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  @TempDir Path directory;
  private Bench bench;
  private final ServerLog log = new ServerLog();

  @BeforeEach
  void prepare() {
    bench = new Bench(directory.resolve("data"));
  }

  @AfterEach
  void clear() {
    assertThat(new Leftovers(bench.data.resolve("servers"), Ticker.SYSTEM, Duration.ZERO).endAll())
        .isNotNegative();
    bench.close();
  }

  private ServerProcess launch(String body) {
    return bench.launch(FakeOpencode.script(directory, body), log);
  }

  private List<MachineProcess> members(ProcessRecord record) {
    return new ProcessGroup(record, Ticker.SYSTEM, Duration.ZERO).members();
  }

  private ProcessRecord record() throws Exception {
    return ProcessRecord.read(bench.home().record()).orElseThrow();
  }

  @Test
  void isReadyWhenItSaysSoAndSeesOnlyTheAllowedEnvironment() throws Exception {
    bench.machine.put("DATABASE_PASSWORD", "of-liberty");
    bench.passed = Map.of("MODEL_KEY", "passed-value");

    ServerProcess server =
        launch("env; umask; " + FakeOpencode.READY + "echo too late >&2; exec sleep 600");
    var address = server.awaitReady(Duration.ofSeconds(10));

    assertThat(address.base()).hasToString("http://127.0.0.1:9");
    assertThat(address.password()).hasSize(43);
    assertThat(address).asString().doesNotContain(address.password());
    await().untilAsserted(() -> assertThat(log.last(500)).contains("too late"));
    assertThat(log.last(500))
        .contains("TERM=dumb", "OPENCODE_DISABLE_SHARE=1", "HOME=" + bench.home().home())
        .noneMatch(line -> line.contains("of-liberty") || line.contains("passed-value"))
        .noneMatch(line -> line.contains(address.password()));
    ProcessRecord record = record();
    assertThat(record.pid()).isEqualTo(server.pid());
    assertThat(record.port()).isEqualTo(9);
    assertThat(Files.readString(bench.home().record())).doesNotContain(address.password());
    assertThat(MachineProcess.find(server.pid()).orElseThrow())
        .matches(p -> p.group() == p.pid() && p.session() == p.pid());

    assertThat(server.stop()).isTrue();
    assertThat(members(record)).isEmpty();
    assertThat(bench.home().record()).doesNotExist();
  }

  @Test
  void filesAreTheOwnersOnly() throws Exception {
    ServerProcess server = launch(FakeOpencode.READY + "exec sleep 600");

    var address = server.awaitReady(Duration.ofSeconds(10));

    for (Path path : List.of(bench.home().root(), bench.home().home(), bench.data)) {
      assertThat(Files.getPosixFilePermissions(path)).hasSize(3);
    }
    Path config = bench.home().home().resolve("opencode.json");
    assertThat(Files.getPosixFilePermissions(config)).hasSize(2);
    assertThat(config)
        .content()
        .isEqualTo("{\"snapshot\":false,\"autoupdate\":false,\"share\":\"disabled\"}");
    assertThat(address.user()).isEqualTo("opencode");
    assertThat(server.stop()).isTrue();
  }

  @Test
  void oneThatDiesAtOnceShowsItsLastLinesWithoutSecrets() {
    ServerProcess server =
        launch(
            """
            i=0; while [ $i -lt 60 ]; do echo line $i; i=$((i+1)); done
            echo "key sk-abcdefghijklmnop password=$OPENCODE_SERVER_PASSWORD"
            printf '\\033[31mred\\007\\n'
            exit 7
            """);

    ServerStartFailed failure =
        catchThrowableOfType(
            ServerStartFailed.class, () -> server.awaitReady(Duration.ofSeconds(10)));

    assertThat(failure)
        .hasMessage("The opencode server ended with exit status 7 before it was ready.");
    assertThat(failure.lastLines()).hasSize(40).contains("red\ufffd", "line 59");
    assertThat(failure.lastLines()).noneMatch(line -> line.contains("sk-abc"));
    assertThat(failure.lastLines()).anyMatch(line -> line.contains("[secret]"));
    assertThat(bench.home().record()).doesNotExist();
  }

  @Test
  void oneThatIsNeverReadyIsEndedWithAllItStarted() throws Exception {
    ServerProcess server = launch("echo starting; sleep 600 & sleep 600");
    ProcessRecord record = record();

    assertThatThrownBy(() -> server.awaitReady(Duration.ofMillis(700)))
        .isInstanceOf(ServerStartFailed.class)
        .hasMessageContaining("was not ready within");

    assertThat(members(record)).isEmpty();
    assertThat(bench.home().record()).doesNotExist();
  }

  @Test
  void stopEndsGrandchildrenThatIgnoreTermAndThoseThatLeftTheGroup() throws Exception {
    ServerProcess server =
        launch(
            """
            trap '' TERM
            (trap '' TERM; sh -c 'while :; do sleep 600; done') &
            setsid sh -c "trap '' TERM; while :; do sleep 600; done" &
            echo opencode server listening on http://127.0.0.1:9
            while :; do sleep 600; done
            """);
    var address = server.awaitReady(Duration.ofSeconds(10));
    ProcessRecord record = record();
    await().untilAsserted(() -> assertThat(members(record)).hasSizeGreaterThanOrEqualTo(6));
    assertThat(members(record)).anyMatch(p -> p.session() != record.pid());

    assertThat(server.stop()).isTrue();

    assertThat(address.base().getPort()).isEqualTo(9);
    assertThat(members(record)).isEmpty();
  }

  @Test
  void aFloodOfOutputIsDrained() {
    ServerProcess server =
        launch("yes 0123456789 | head -c 3000000; " + FakeOpencode.READY + "exec sleep 600");

    var address = server.awaitReady(Duration.ofSeconds(20));

    assertThat(address.base().getPort()).isEqualTo(9);
    assertThat(log.last(1_000)).hasSizeLessThanOrEqualTo(500);
    assertThat(server.stop()).isTrue();
  }

  @Test
  void withoutItsGoAheadTheProgramNeverRuns() throws Exception {
    Path ran = directory.resolve("ran");
    Path script = FakeOpencode.script(directory, "touch " + ran + "; sleep 600");
    // The home can't be written to: Mooring gives up between the start and the record.
    OwnerOnly.directory(bench.home().root());
    Files.createDirectories(bench.home().record().resolve("in the way"));

    assertThatThrownBy(() -> bench.launch(script, log)).isInstanceOf(ServerStartFailed.class);

    assertThat(ran).doesNotExist();
  }
}
