package io.mooring.feed;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** What /metrics says of this node's feed. */
@ApplicationScoped
public class FeedMetrics {
  private static final Metadata VIEWERS =
      Metadata.builder()
          .withName("mooring_feed_viewers")
          .withDescription("Connections that watch a session on this node.")
          .build();

  @Inject private MetricRegistry registry;
  @Inject private FeedHub hub;

  /** Registers the figures. */
  public void begin() {
    registry.gauge(VIEWERS, hub, FeedHub::viewers);
  }
}
