package io.mooring.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What /metrics says of this node's exports. */
@ApplicationScoped
class ExportMetrics {
  private static final Metadata EXPORTS =
      Metadata.builder()
          .withName("mooring_exports")
          .withDescription("Conversations that were to be exported, by what came of it.")
          .build();
  private static final Metadata WAITING =
      Metadata.builder()
          .withName("mooring_exports_waiting")
          .withDescription("Sessions whose conversation waits for its export or is being exported.")
          .build();
  private static final List<String> RESULTS =
      List.of("stored", "inconsistent", "too_large", "failed", "dropped");

  @Inject MetricRegistry registry;

  /** Registers the figures, so that each is there from the start. */
  void begin(TurnExports exports) {
    registry.gauge(WAITING, exports, TurnExports::waiting);
    RESULTS.forEach(result -> registry.counter(EXPORTS, new Tag("result", result)));
  }

  void count(String result) {
    registry.counter(EXPORTS, new Tag("result", result)).inc();
  }
}
