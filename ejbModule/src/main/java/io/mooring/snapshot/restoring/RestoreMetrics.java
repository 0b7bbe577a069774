package io.mooring.snapshot.restoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What /metrics says of the restores that this node brings to their end. */
@ApplicationScoped
class RestoreMetrics {
  private static final Metadata RESTORES =
      Metadata.builder()
          .withName("mooring_restores")
          .withDescription("Restores that ended on this node, by the state that they ended in.")
          .build();

  @Inject MetricRegistry registry;

  /** Registers the figures, so that each is there from the start. */
  void begin() {
    Arrays.stream(RestoreState.values())
        .filter(RestoreState::hasEnded)
        .forEach(state -> registry.counter(RESTORES, tag(state)));
  }

  void ended(RestoreState state) {
    registry.counter(RESTORES, tag(state)).inc();
  }

  private static Tag tag(RestoreState state) {
    return new Tag("state", state.label());
  }
}
