package io.mooring.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mooring.access.Tenants;
import io.mooring.json.Json;
import io.mooring.opencode.EventListener;
import io.mooring.opencode.MessagePage;
import io.mooring.opencode.NewSession;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.ServerAddress;
import io.mooring.opencode.SessionPatch;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.opencode.wire.WireEvent.SessionCreated;
import io.mooring.opencode.wire.WireFrame;
import io.mooring.time.Ticker;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same with the real program; skipped where there is none. */
class RealOpencodeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Bench bench;
  private Path binary;

  @BeforeEach
  void prepare() {
    binary = FakeOpencode.real();
    bench = new Bench(directory.resolve("data"));
    bench.timings =
        new HostTimings(
            PATIENCE,
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5));
  }

  @AfterEach
  void clear() {
    if (bench != null) {
      bench.close();
    }
  }

  private List<MachineProcess> members(ProcessRecord record) {
    return new ProcessGroup(record, Ticker.SYSTEM, Duration.ZERO).members();
  }

  @Test
  void startsServesAndStopsWithoutATrace() throws Exception {
    Servers servers = bench.servers(binary);
    List<WireFrame> events = new CopyOnWriteArrayList<>();
    UpstreamServer server = servers.server(Tenants.DEFAULT);
    server
        .events()
        .listen(
            new EventListener() {
              @Override
              public void event(WireFrame frame) {
                events.add(frame);
              }
            });
    server.events().start().get(20, TimeUnit.SECONDS);
    ProcessRecord record = ProcessRecord.read(bench.home().record()).orElseThrow();
    Opencode opencode = server.client();

    assertThat(opencode.health()).isEqualTo(FakeOpencode.VERSION);
    refusesWithoutThePassword(record.port());
    String workdir = Files.createDirectories(directory.resolve("a b+ü%41")).toString();
    UpstreamSession session = speaks(opencode, workdir);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(events)
                    .anyMatch(
                        frame ->
                            frame.event() instanceof SessionCreated created
                                && created.info().id().equals(session.id())
                                && frame.directory().orElseThrow().equals(workdir)));

    servers.stopAll();

    assertThat(members(record)).isEmpty();
    assertThat(bench.home().record()).doesNotExist();
  }

  private static void refusesWithoutThePassword(int port) {
    var address = new ServerAddress(URI.create("http://127.0.0.1:" + port), "opencode", "");
    try (Opencode stranger = Opencode.at(address, Bench.TIMEOUTS)) {
      assertThatThrownBy(stranger::health).isInstanceOf(UpstreamFailure.Unauthorized.class);
    }
  }

  /** Every route that needs no model. */
  private static UpstreamSession speaks(Opencode opencode, String workdir) {
    var wanted =
        new NewSession(
            "first",
            null,
            null,
            Json.read("{\"mooring\":{\"nonce\":\"n1\"}}"),
            Json.read("[{\"permission\":\"bash\",\"pattern\":\"*\",\"action\":\"ask\"}]"));
    UpstreamSession session = opencode.createSession(workdir, wanted);
    assertThat(session.directory()).isEqualTo(workdir);
    assertThat(session.metadata().path("mooring").path("nonce").asText()).isEqualTo("n1");
    assertThat(opencode.session(session.id())).isEqualTo(session);
    assertThat(opencode.patchSession(session.id(), new SessionPatch("second", null, null)).title())
        .isEqualTo("second");
    assertThat(opencode.sessions(workdir, 10, true, null))
        .extracting(UpstreamSession::id)
        .containsExactly(session.id());
    assertThat(opencode.statuses(workdir)).isEmpty();
    assertThat(opencode.messages(session.id(), 10, null))
        .isEqualTo(new MessagePage(List.of(), null));
    assertThat(opencode.children(session.id())).isEmpty();
    assertThat(opencode.todo(session.id())).isEmpty();
    assertThat(opencode.permissions(workdir)).isEmpty();
    assertThat(opencode.questions(workdir)).isEmpty();
    assertThat(opencode.agents(workdir)).anyMatch(agent -> agent.name().equals("build"));
    assertThat(opencode.providers(workdir)).isNotNull();
    opencode.abort(session.id());
    UpstreamSession fork = opencode.fork(session.id(), null);
    assertThat(fork.metadata()).isEqualTo(session.metadata());
    opencode.moveSession(fork.id(), workdir);
    opencode.deleteSession(fork.id());
    assertThatThrownBy(() -> opencode.session(fork.id()))
        .isInstanceOf(UpstreamFailure.NotFound.class);
    assertThatThrownBy(() -> opencode.message(session.id(), "msg_000000000000aaaaaaaaaaaaaa"))
        .isInstanceOf(UpstreamFailure.NotFound.class);
    assertThatThrownBy(() -> opencode.rejectQuestion(workdir, "que_1"))
        .isInstanceOf(UpstreamFailure.NotFound.class);
    return session;
  }

  @Test
  void isStartedAgainWhenKilledAndKeepsItsSessions() throws Exception {
    Servers servers = bench.servers(binary);
    ManagedServer server = (ManagedServer) servers.server(Tenants.DEFAULT);
    var wanted = new NewSession("kept", null, null, Json.object(), Json.read("[]"));
    String workdir = Files.createDirectories(directory.resolve("w")).toString();
    String id = server.client().createSession(workdir, wanted).id();
    long first = server.pid();
    List<String> heard = new CopyOnWriteArrayList<>();
    server.events().connected().get(20, TimeUnit.SECONDS);
    server
        .events()
        .listen(
            new EventListener() {
              @Override
              public void connected(boolean again) {
                heard.add("connected again: " + again);
              }

              @Override
              public void disconnected(Throwable cause) {
                heard.add("disconnected");
              }
            });

    assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(heard).containsExactly("disconnected", "connected again: true"));
    assertThat(server.state()).isEqualTo(ServerState.LIVE);
    assertThat(server.pid()).isNotEqualTo(first);
    assertThat(server.client().session(id).title()).isEqualTo("kept");
  }

  @Test
  void leftoversOfAnEarlierRunAreEndedBeforeTheNext() throws Exception {
    ServerProcess crashed = bench.launch(binary, new ServerLog());
    var address = crashed.awaitReady(PATIENCE);
    ProcessRecord record = ProcessRecord.read(bench.home().record()).orElseThrow();
    assertThat(members(record)).isNotEmpty();

    UpstreamServer next = bench.servers(binary).server(Tenants.DEFAULT);

    assertThat(address.base().getPort()).isEqualTo(record.port());
    assertThat(members(record)).isEmpty();
    assertThat(next.state()).isEqualTo(ServerState.LIVE);
  }
}
