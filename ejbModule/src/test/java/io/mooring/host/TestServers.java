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

  private TestServers(Path data) {
    bench = new Bench(data);
    bench.timings = HostTimings.withReady(Duration.ofSeconds(90));
    servers = bench.servers(FakeOpencode.real());
  }

  /** Servers that Mooring runs, of the real program; the test is skipped where there is none. */
  public static TestServers real(Path data) {
    return new TestServers(data);
  }

  public Servers servers() {
    return servers;
  }

  @Override
  public void close() {
    bench.close();
  }
}
