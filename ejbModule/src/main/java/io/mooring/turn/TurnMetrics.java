package io.mooring.turn;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What /metrics says of this node's turns. */
@ApplicationScoped
class TurnMetrics {
  private static final Metadata ENDED =
      Metadata.builder()
          .withName("mooring_turns_ended")
          .withDescription("Turns that ended on this node, by the state that they ended in.")
          .build();
  private static final Metadata RUNNING =
      Metadata.builder()
          .withName("mooring_turns_running")
          .withDescription("Turns that run on this node.")
          .build();
  private static final Metadata WAITING =
      Metadata.builder()
          .withName("mooring_sessions_waiting")
          .withDescription("Sessions whose turns wait for a place on this node.")
          .build();
  private static final Metadata QUEUED =
      Metadata.builder()
          .withName("mooring_turns_queued")
          .withDescription("Turns of all nodes that waited when this node last looked.")
          .build();
  private static final Metadata LEASES =
      Metadata.builder()
          .withName("mooring_turn_leases")
          .withDescription("Turns whose lease this node holds.")
          .build();
  private static final Metadata KEPT_BACK =
      Metadata.builder()
          .withName("mooring_sessions_kept_back")
          .withDescription(
              "Sessions whose turns wait until opencode, which ignored an abort, rests.")
          .build();
  private static final Metadata REMEMBERED =
      Metadata.builder()
          .withName("mooring_sessions_remembered")
          .withDescription("Sessions of which this node holds something in memory.")
          .build();

  @Inject MetricRegistry registry;
  @Inject TurnDispatcher dispatcher;
  @Inject EventRouter router;
  @Inject LastMessages lastMessages;
  @Inject OpenTurns open;
  @Inject Quarantine quarantine;
  @Inject TurnReaper reaper;

  /** Registers the figures, so that each is there from the start. */
  void begin() {
    registry.gauge(RUNNING, dispatcher, TurnDispatcher::running);
    registry.gauge(WAITING, dispatcher, TurnDispatcher::waiting);
    registry.gauge(QUEUED, reaper, TurnReaper::queued);
    registry.gauge(LEASES, open, OpenTurns::count);
    registry.gauge(KEPT_BACK, quarantine, Quarantine::size);
    registry.gauge(REMEMBERED, this, TurnMetrics::remembered);
    for (TurnState state : TurnState.values()) {
      if (state.hasEnded()) {
        registry.counter(ENDED, tag(state));
      }
    }
  }

  private int remembered() {
    return Math.max(router.size(), lastMessages.size());
  }

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) TurnEnded event) {
    registry.counter(ENDED, tag(event.state())).inc();
  }

  private static Tag tag(TurnState state) {
    return new Tag("state", state.label().replace('-', '_'));
  }
}
