package io.mooring.host;

import io.mooring.opencode.ServerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Servers that are one fake of a test's. */
public final class TestServers implements AutoCloseable {
  private final Bench bench;
  private final Servers servers;

  /**
   * @param data an empty directory
   */
  public TestServers(Path data, ServerAddress address) {
    bench = new Bench(data);
    bench.external = Optional.of(address);
    servers = bench.servers(Path.of("/none"));
  }

  /** A data directory that goes when it is closed. */
  public static DataDirectory temporaryData() {
    return DataDirectory.temporary();
  }

  private TestServers(Bench bench, Path program) {
    this.bench = bench;
    this.servers = bench.servers(program);
  }

  /** Servers that Mooring runs, of the real program; the test is skipped where there is none. */
  public static TestServers real(Path data) {
    Bench bench = new Bench(data);
    bench.timings = HostTimings.withReady(Duration.ofSeconds(90));
    return new TestServers(bench, FakeOpencode.real());
  }

  /** Servers that are processes of Mooring's own; the fake answers for them. */
  public static TestServers managed(Path data, ServerAddress address) {
    return new TestServers(new Bench(data), program(data, address));
  }

  /** The same, but what has died stays down until {@link #comeBack}. */
  public static TestServers stayingDown(Path data, ServerAddress address) {
    return new TestServers(new Bench(data, new HeldTimer()), program(data, address));
  }

  /** Lets what has died be started again. */
  public void comeBack() {
    ((HeldTimer) bench.scheduler).release();
  }

  private static Path program(Path data, ServerAddress address) {
    return FakeOpencode.script(
        data.resolve("program"),
        "echo opencode server listening on " + address.base() + "\nexec sleep 600");
  }

  /** How often somebody who asked for a server was told that there is none now. */
  public int refusals() {
    return bench.refusals.get();
  }

  /** Puts a tenant's server to rest, as if nobody had used it for long. */
  public void rest(String tenant) {
    WatchedServer server = (WatchedServer) servers.find(tenant).orElseThrow();
    if (!server.rest(Duration.ZERO)) {
      throw new IllegalStateException("it is at work: " + server.state());
    }
  }

  /** Ends a tenant's server, which Mooring runs, as a crash would. */
  public void kill(String tenant) {
    ManagedServer server = (ManagedServer) servers.find(tenant).orElseThrow();
    if (!ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly()) {
      throw new IllegalStateException("it can't be ended");
    }
  }

  public Servers servers() {
    return servers;
  }

  @Override
  public void close() {
    bench.close();
  }
}
