package io.mooring.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mooring.access.Tenants;
import io.mooring.host.ServerProgress.Stage;
import io.mooring.opencode.ServerAddress;
import io.mooring.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServersTest {
  @TempDir Path directory;
  private final AtomicLong later = new AtomicLong();
  private Bench bench;
  private HttpServer http;

  @BeforeEach
  void prepare() throws IOException {
    bench = new Bench(directory.resolve("data"));
    bench.ticker = () -> System.nanoTime() + later.get();
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    http.createContext(
        "/global/health",
        exchange -> {
          try (exchange) {
            byte[] answer =
                "{\"healthy\":true,\"version\":\"1.18.33\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    http.start();
  }

  @AfterEach
  void clear() {
    bench.close();
    http.stop(0);
  }

  private int port() {
    return http.getAddress().getPort();
  }

  /** A script that counts its starts and is ready where the test's server answers. */
  private Path script(String before) {
    return FakeOpencode.script(
        directory,
        "echo start >> "
            + directory.resolve("starts")
            + "\n"
            + before
            + "\necho opencode server listening on http://127.0.0.1:"
            + port()
            + "\nexec sleep 600");
  }

  private int starts() throws IOException {
    Path file = directory.resolve("starts");
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private void awaitStages(Stage... stages) {
    await()
        .untilAsserted(
            () ->
                assertThat(bench.progress)
                    .extracting(ServerProgress::stage)
                    .containsExactly(stages));
  }

  private ManagedServer managed(UpstreamServer server) {
    return (ManagedServer) server;
  }

  @Test
  void sixtyFourCallersStartOneProcess() throws Exception {
    Servers servers = bench.servers(script("sleep 0.3"));
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<CompletableFuture<UpstreamServer>> calls =
          IntStream.range(0, 64)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(() -> servers.server(Tenants.DEFAULT), threads))
              .toList();

      assertThat(calls.stream().map(CompletableFuture::join).distinct()).hasSize(1);
      assertThat(starts()).isOne();
    } finally {
      threads.shutdownNow();
    }
    awaitStages(Stage.STARTING, Stage.LIVE);
    ServerHealth health = servers.health().get(0);
    assertThat(health.state()).isEqualTo(ServerState.LIVE);
    assertThat(health.version()).isEqualTo("1.18.33");
  }

  @Test
  void aFailedStartIsRememberedUntilTheNextIsDue() throws Exception {
    bench.timings =
        new HostTimings(
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5));
    Servers servers = bench.servers(script("echo no luck; exit 3"));

    for (int i = 0; i < 3; i++) {
      ServerStartFailed failure =
          catchThrowableOfType(ServerStartFailed.class, () -> servers.server(Tenants.DEFAULT));
      assertThat(failure)
          .hasMessage("The opencode server ended with exit status 3 before it was ready.");
      assertThat(failure.lastLines()).contains("no luck");
      assertThat(failure.retryAfter().orElseThrow())
          .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(31));
    }

    assertThat(starts()).isOne();
    ServerHealth health = servers.health().get(0);
    assertThat(health.state()).isEqualTo(ServerState.DOWN);
    assertThat(health.lastError()).contains("exit status 3");
  }

  @Test
  void aServerThatDiesIsStartedAgain() throws Exception {
    Servers servers = bench.servers(script(""));
    ManagedServer server = managed(servers.server(Tenants.DEFAULT));
    long first = server.pid();
    awaitStages(Stage.STARTING, Stage.LIVE);

    assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();

    await().untilAsserted(() -> assertThat(starts()).isEqualTo(2));
    await().untilAsserted(() -> assertThat(server.state()).isEqualTo(ServerState.LIVE));
    assertThat(server.pid()).isNotEqualTo(first);
    assertThat(server.client().health()).isEqualTo("1.18.33");
    assertThat(server.lastLines(1)).singleElement().asString().contains("listening on");
    awaitStages(Stage.STARTING, Stage.LIVE, Stage.DOWN, Stage.STARTING, Stage.LIVE);
  }

  @Test
  void callersAreToldThatAServerWentDownAndNotThatItsStartFailed() throws Exception {
    Duration longest = Duration.ofSeconds(30);
    bench.timings = new HostTimings(longest, Duration.ofSeconds(1), longest, longest, longest);
    ManagedServer server = managed(bench.servers(script("")).server(Tenants.DEFAULT));

    assertThat(ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly()).isTrue();

    await().untilAsserted(() -> assertThat(server.state()).isEqualTo(ServerState.DOWN));
    assertThatThrownBy(server::client)
        .isInstanceOf(ServerUnavailable.class)
        .hasMessageContaining("exit status 137 and will be started again")
        .extracting(e -> ((ServerUnavailable) e).code())
        .isEqualTo("server-down");
  }

  @Test
  void startInBackgroundNeverThrowsAndComesUpOnceTheProgramIsThere() {
    Path late = directory.resolve("opencode");
    Servers servers = bench.servers(late);

    servers.startInBackground();
    await()
        .untilAsserted(
            () -> assertThat(servers.health().get(0).state()).isEqualTo(ServerState.DOWN));
    assertThatThrownBy(() -> servers.server(Tenants.DEFAULT)).isInstanceOf(BinaryUnusable.class);
    script("");

    await()
        .untilAsserted(
            () -> assertThat(servers.health().get(0).state()).isEqualTo(ServerState.LIVE));
  }

  @Test
  void stopAllEndsAlsoAServerThatIsStarting() throws Exception {
    Servers servers = bench.servers(script("sleep 600"));
    servers.startInBackground();
    await().untilAsserted(() -> assertThat(starts()).isOne());
    ProcessRecord record = ProcessRecord.read(bench.home().record()).orElseThrow();

    servers.stopAll();

    assertThat(new ProcessGroup(record, Ticker.SYSTEM, Duration.ZERO).members()).isEmpty();
    assertThatThrownBy(() -> servers.server(Tenants.DEFAULT)).isInstanceOf(ServerUnavailable.class);
    assertThatThrownBy(() -> servers.server("other")).isInstanceOf(ServerUnavailable.class);
    assertThat(servers.health().get(0).state()).isEqualTo(ServerState.STOPPED);
  }

  @Test
  void noMoreServersThanAllowed() {
    bench.most = 1;
    Servers servers = bench.servers(script(""));
    assertThat(servers.server("one").tenant()).isEqualTo("one");

    assertThatThrownBy(() -> servers.server("two"))
        .isInstanceOf(ServerUnavailable.class)
        .hasMessageContaining("All 1");
  }

  @Test
  void aServerThatKeepsDyingIsTriedLessAndLess() throws Exception {
    Servers servers = bench.servers(script(""));
    ManagedServer server = managed(servers.server(Tenants.DEFAULT));
    for (int times = 1; times <= 3; times++) {
      long pid = server.pid();
      assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
      await().untilAsserted(() -> assertThat(server.pid()).isNotEqualTo(pid));
      await().untilAsserted(() -> assertThat(server.state()).isEqualTo(ServerState.LIVE));
    }

    assertThat(starts()).isEqualTo(4);
    assertThat(bench.timings.backoff(0)).hasMillis(50);
    assertThat(bench.timings.backoff(2)).hasMillis(200);
    assertThat(bench.timings.backoff(90)).hasSeconds(1);
    assertThat(server.health().lastError()).isNull();
  }

  @Test
  void aChangedConfigurationRestartsTheServerOnceNobodyHoldsIt() throws Exception {
    Servers servers = bench.servers(script(""));
    UpstreamServer server = servers.server(Tenants.DEFAULT);
    String fingerprint = server.fingerprint();
    UpstreamServer.Hold turn = server.hold();
    bench.passed = Map.of("NEW", "variable");
    advance(Reconfiguration.EVERY);

    assertThat(servers.server(Tenants.DEFAULT).fingerprint()).isEqualTo(fingerprint);
    assertThat(starts()).isOne();
    turn.close();
    advance(Reconfiguration.EVERY);
    UpstreamServer after = servers.server(Tenants.DEFAULT);

    assertThat(after).isSameAs(server);
    assertThat(after.fingerprint()).isNotEqualTo(fingerprint);
    assertThat(starts()).isEqualTo(2);
    advance(Reconfiguration.EVERY);
    assertThat(servers.server(Tenants.DEFAULT).client().health()).isEqualTo("1.18.33");
    assertThat(starts()).isEqualTo(2);
  }

  @Test
  void aServerIsRestartedForTheOneWhoHoldsItUnlessAnotherDoes() throws Exception {
    Servers servers = bench.servers(script(""));
    ManagedServer server = managed(servers.server(Tenants.DEFAULT));
    long pid = server.pid();
    UpstreamServer.Hold mine = server.hold();
    UpstreamServer.Hold another = server.hold();

    assertThat(server.restartIfHeldOnce()).as("another turn runs").isFalse();
    assertThat(isAlive(pid)).isTrue();
    another.close();
    assertThat(server.restartIfHeldOnce()).isTrue();

    assertThat(servers.server(Tenants.DEFAULT).client().health()).isEqualTo("1.18.33");
    assertThat(isAlive(pid)).isFalse();
    assertThat(starts()).isEqualTo(2);
    mine.close();
    assertThat(server.restartIfHeldOnce()).as("nobody holds it").isFalse();
  }

  private void advance(Duration time) {
    later.addAndGet(time.toNanos());
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void aServerThatNobodyUsesRestsAndComesBackWithTheNextCall() throws Exception {
    bench.idle = Duration.ofMinutes(30);
    Servers servers = bench.servers(script(""));
    ManagedServer server = managed(servers.server(Tenants.DEFAULT));
    awaitStages(Stage.STARTING, Stage.LIVE);
    UpstreamServer.Hold turn = server.hold();
    long pid = server.pid();

    advance(Duration.ofMinutes(40));
    assertThat(server.rest(bench.idle)).as("while a turn runs").isFalse();
    turn.close();
    turn.close();
    advance(Duration.ofMinutes(29));
    assertThat(server.rest(bench.idle)).as("too early").isFalse();
    advance(Duration.ofMinutes(1));
    assertThat(server.rest(bench.idle)).isTrue();

    assertThat(server.state()).isEqualTo(ServerState.RESTING);
    await().untilAsserted(() -> assertThat(isAlive(pid)).isFalse());
    assertThatThrownBy(server::client).isInstanceOf(ServerUnavailable.class);
    assertThat(servers.server(Tenants.DEFAULT).client().health()).isEqualTo("1.18.33");
    assertThat(starts()).isEqualTo(2);
    assertThat(isAlive(server.pid())).isTrue();
    awaitStages(Stage.STARTING, Stage.LIVE, Stage.RESTING, Stage.STARTING, Stage.LIVE);
  }

  @Test
  void aCallThatComesWhileItIsBeingPutToRestGetsTheNextRun() throws Exception {
    Servers servers = bench.servers(script(""));
    ManagedServer server = managed(servers.server(Tenants.DEFAULT));

    for (int times = 1; times <= 5; times++) {
      assertThat(server.rest(Duration.ZERO)).isTrue();
      assertThat(servers.server(Tenants.DEFAULT).client().health()).isEqualTo("1.18.33");
    }

    assertThat(starts()).isEqualTo(6);
    assertThat(isAlive(server.pid())).isTrue();
  }

  @Test
  void restsByItselfWhenItIsTime() {
    bench.idle = Duration.ofMillis(600);
    Servers servers = bench.servers(script(""));
    UpstreamServer server = servers.server(Tenants.DEFAULT);
    servers.restWhenIdle();

    await().untilAsserted(() -> assertThat(server.state()).isEqualTo(ServerState.RESTING));
  }

  @Test
  void theOneUsedLeastRecentlyMakesRoomForAnother() {
    bench.most = 2;
    Servers servers = bench.servers(script(""));
    UpstreamServer one = servers.server("one");
    advance(Duration.ofSeconds(1));
    UpstreamServer two = servers.server("two");
    advance(Servers.JUST_USED);

    UpstreamServer three = servers.server("three");

    assertThat(one.state()).isEqualTo(ServerState.RESTING);
    assertThat(two.state()).isEqualTo(ServerState.LIVE);
    assertThat(three.state()).isEqualTo(ServerState.LIVE);
    assertThat(servers.server("one").client().health()).isEqualTo("1.18.33");
    assertThat(two.state()).isEqualTo(ServerState.RESTING);
  }

  @Test
  void whatIsHeldOrWasJustUsedIsNotPutToRestForAnother() {
    bench.most = 1;
    Servers servers = bench.servers(script(""));
    UpstreamServer.Hold turn = servers.server("one").hold();
    advance(Duration.ofHours(1));

    assertThatThrownBy(() -> servers.server("two")).hasMessageContaining("All 1");
    turn.close();
    assertThatThrownBy(() -> servers.server("two")).hasMessageContaining("All 1");
    advance(Servers.JUST_USED);
    assertThat(servers.server("two").tenant()).isEqualTo("two");
  }

  @Test
  void aServerOfSomebodyElseIsUsedAndNeverStarted() throws Exception {
    bench.external =
        Optional.of(new ServerAddress(URI.create("http://127.0.0.1:" + port()), "opencode", ""));
    Servers servers = bench.servers(script(""));

    UpstreamServer server = servers.server(Tenants.DEFAULT);

    assertThat(server.client().health()).isEqualTo("1.18.33");
    assertThat(server.name()).isEqualTo("external");
    assertThat(starts()).isZero();
    assertThat(((WatchedServer) server).rest(Duration.ZERO)).isFalse();
    UpstreamServer.Hold turn = server.hold();
    assertThat(server.restartIfHeldOnce()).isFalse();
    turn.close();
  }

  @Test
  void aServerWithoutEventsBecomesSuspect() {
    Servers servers = bench.servers(script(""));

    UpstreamServer server = servers.server(Tenants.DEFAULT); // it has no event stream

    await().untilAsserted(() -> assertThat(server.state()).isEqualTo(ServerState.SUSPECT));
    assertThat(server.client()).isNotNull();
  }

  @Test
  void namesThatCouldLeaveTheDirectoryAreRefused() {
    Servers servers = bench.servers(script(""));

    assertThatThrownBy(() -> servers.server("../../etc"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
