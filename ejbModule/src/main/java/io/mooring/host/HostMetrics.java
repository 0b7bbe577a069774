package io.mooring.host;

import io.mooring.opencode.UpstreamFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What /metrics says of this node's servers and of the calls to them. */
@ApplicationScoped
public class HostMetrics {
  private static final Metadata SERVERS =
      Metadata.builder()
          .withName("mooring_servers")
          .withDescription("The opencode servers of this node, by their state.")
          .build();
  private static final Metadata FAILURES =
      Metadata.builder()
          .withName("mooring_upstream_failures")
          .withDescription("Calls to opencode that came to nothing, by the problem's code.")
          .build();

  @Inject private MetricRegistry registry;

  /** Registers the figures. */
  public void begin(Servers servers) {
    for (ServerState state : ServerState.values()) {
      registry.gauge(
          SERVERS,
          servers,
          all -> count(all, state),
          new Tag("state", state.name().toLowerCase(java.util.Locale.ROOT)));
    }
  }

  /** Counts a call that came to nothing. */
  void failed(UpstreamFailure failure) {
    registry.counter(FAILURES, new Tag("code", failure.code().replace('-', '_'))).inc();
  }

  private static long count(Servers servers, ServerState state) {
    return servers.health().stream().filter(server -> server.state() == state).count();
  }
}
