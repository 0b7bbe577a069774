package io.mooring.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.ServerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A server that somebody else runs: it is asked how it is, never started or stopped. */
final class ExternalServer extends WatchedServer {
  static final String NAME = "external";

  private final ServerAddress address;
  private final OpencodeBinary.Choice choice;

  /**
   * @param choice the version that is wanted
   */
  ExternalServer(
      String tenant, ServerAddress address, OpencodeBinary.Choice choice, Surroundings around) {
    super(tenant, NAME, around);
    this.address = address;
    this.choice = choice;
  }

  @Override
  public List<String> lastLines(int most) {
    return List.of();
  }

  @Override
  public void importConversation(Path directory, JsonNode conversation, Duration atMost) {
    throw ImportFailed.noCommandLine();
  }

  @Override
  Run bringUp() {
    Opencode client = around().clients().apply(address);
    boolean usable = false;
    try {
      String version = client.health();
      choice.check(version);
      usable = true;
      return new Run(address, client, version, "external");
    } finally {
      if (!usable) {
        client.close();
      }
    }
  }

  @Override
  void watch(Run run) {
    // Its events tell how it is.
  }

  @Override
  boolean mayRest() {
    return false;
  }

  @Override
  Optional<String> wantedFingerprint() {
    return Optional.empty();
  }

  @Override
  void takeDown() {
    // It is not ours.
  }
}
