package io.mooring.session;

import io.mooring.feed.EphemeralEvent;
import io.mooring.feed.FeedHub;
import io.mooring.host.ServerProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;

/** Shows those who wait for a session how far its server is. */
@ApplicationScoped
class OpeningProgress {
  @Inject ClaimWaiters waiters;
  @Inject FeedHub hub;

  void onProgress(@Observes ServerProgress progress) {
    stage(progress.stage())
        .ifPresent(
            stage ->
                waiters
                    .opening(progress.tenant())
                    .forEach(sessionId -> show(progress, sessionId, stage)));
  }

  private void show(ServerProgress progress, String sessionId, String stage) {
    hub.publish(
        EphemeralEvent.progress(
            progress.tenant(), sessionId, Optional.empty(), stage, progress.message()));
  }

  /** A server that failed or rests is not on the way to an answer. */
  private static Optional<String> stage(ServerProgress.Stage stage) {
    return switch (stage) {
      case INSTALLING -> Optional.of("installing");
      case STARTING -> Optional.of("starting");
      case LIVE -> Optional.of("opening");
      case RESTING, DOWN, STOPPED -> Optional.empty();
    };
  }
}
