package io.mooring.host;

import io.mooring.opencode.ServerAddress;
import java.nio.file.Path;
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

  public Servers servers() {
    return servers;
  }

  @Override
  public void close() {
    bench.close();
  }
}
