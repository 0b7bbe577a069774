package io.mooring.host;

import io.mooring.opencode.CallWatch;
import io.mooring.opencode.UpstreamFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What /metrics says of this node's servers and of the calls to them. */
@ApplicationScoped
public class HostMetrics implements CallWatch {
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

  private static final Metadata CALLS =
      Metadata.builder()
          .withName("mooring_upstream_calls")
          .withDescription("How long calls to opencode took, by the call's name.")
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

  @Override
  public void took(String call, Duration time) {
    registry.timer(CALLS, new Tag("call", call)).update(time);
  }

  @Override
  public void failed(UpstreamFailure failure) {
    registry.counter(FAILURES, new Tag("code", failure.code().replace('-', '_'))).inc();
  }

  private static long count(Servers servers, ServerState state) {
    return servers.health().stream().filter(server -> server.state() == state).count();
  }
}
