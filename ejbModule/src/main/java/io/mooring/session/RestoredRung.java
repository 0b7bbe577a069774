package io.mooring.session;

import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.UpstreamId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/**
 * The third rung: what was said is brought back from upstream itself where a session that is there
 * shall be replaced, else from what Mooring keeps. What is kept and can't be read stops the ladder.
 */
@ApplicationScoped
class RestoredRung {
  @Inject HistorySources sources;
  @Inject BringIn bringIn;
  @Inject Clock clock;

  /** Empty when nothing is kept. */
  Optional<Opened> attempt(Climb climb, Standing standing) {
    Optional<Opened> opened =
        (standing == Standing.UNWANTED ? live(climb) : Optional.<History>empty())
            .or(() -> sources.newest(climb.system(), climb.claim().historyOf()))
            .flatMap(history -> bringIn.bring(climb, history, OpenContext.RESTORED));
    if (opened.isEmpty()) {
      climb.miss(Missed.noHistory());
    }
    return opened;
  }

  /** The history that somebody brings, and no other; empty when nothing was said in it. */
  Optional<Opened> given(Climb climb, History history) {
    climb.claim().upstreamSessionId().ifPresent(old -> climb.miss(Missed.replaced()));
    Optional<Opened> opened = bringIn.bring(climb, history, OpenContext.RESTORED);
    if (opened.isEmpty()) {
      climb.miss(Missed.noHistory());
    }
    return opened;
  }

  private Optional<History> live(Climb climb) {
    return climb
        .claim()
        .upstreamSessionId()
        .filter(UpstreamId::isSession)
        .flatMap(id -> live(climb, id))
        .filter(history -> !history.conversation().messages().isEmpty());
  }

  private Optional<History> live(Climb climb, String id) {
    try {
      return Optional.of(
          new History("upstream", clock.instant(), LiveConversation.read(climb.upstream(), id)));
    } catch (UpstreamFailure.NotFound e) {
      climb.miss(Missed.notFound(OpenContext.EXISTING));
      return Optional.empty();
    }
  }
}
