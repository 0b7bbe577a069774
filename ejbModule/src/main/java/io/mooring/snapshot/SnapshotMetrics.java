package io.mooring.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What /metrics says of the snapshots that this node takes. */
@ApplicationScoped
class SnapshotMetrics {
  private static final Metadata SNAPSHOTS =
      Metadata.builder()
          .withName("mooring_snapshots")
          .withDescription(
              "Snapshots that this node was to take, by what came of it: complete, or the failure.")
          .build();
  private static final Metadata TIME =
      Metadata.builder()
          .withName("mooring_snapshots_taking")
          .withDescription("How long complete snapshots took, by their reason.")
          .build();
  private static final Metadata BYTES =
      Metadata.builder()
          .withName("mooring_snapshots_bytes")
          .withDescription("Bytes that this node's snapshots have added to the store.")
          .build();
  private static final Metadata RUNNING =
      Metadata.builder()
          .withName("mooring_snapshots_running")
          .withDescription("Snapshots that this node takes or is about to take.")
          .build();
  private static final String COMPLETE = "complete";

  @Inject MetricRegistry registry;

  /** Registers the figures, so that each is there from the start. */
  void begin(RunCapture captures) {
    registry.gauge(RUNNING, captures, RunCapture::running);
    registry.counter(SNAPSHOTS, result(COMPLETE));
    registry.counter(BYTES);
    for (SnapshotReason reason : SnapshotReason.values()) {
      registry.timer(TIME, reason(reason));
    }
  }

  /** One is complete. */
  void taken(SnapshotReason reason, Duration time, long newBytes) {
    registry.counter(SNAPSHOTS, result(COMPLETE)).inc();
    registry.counter(BYTES).inc(newBytes);
    registry.timer(TIME, reason(reason)).update(time);
  }

  /** There is none. */
  void failed(String why) {
    registry.counter(SNAPSHOTS, result(why.replace('-', '_'))).inc();
  }

  private static Tag result(String result) {
    return new Tag("result", result);
  }

  private static Tag reason(SnapshotReason reason) {
    return new Tag("reason", reason.name().toLowerCase(Locale.ROOT));
  }
}
