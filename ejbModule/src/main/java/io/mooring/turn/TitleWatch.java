package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.opencode.wire.WireEvent;

/**
 * Listens for upstream's title of a turn's session without one; asks the database once for each
 * title.
 */
final class TitleWatch {
  private final ClaimedTurn turn;
  private final String upstreamSessionId;
  private final UpstreamTitles titles;
  private String last = "";
  private boolean taken;

  TitleWatch(ClaimedTurn turn, String upstreamSessionId, UpstreamTitles titles) {
    this.turn = turn;
    this.upstreamSessionId = upstreamSessionId;
    this.titles = titles;
    this.taken = turn.titled();
  }

  void hear(WireEvent event) {
    if (!taken
        && event instanceof WireEvent.SessionUpdated updated
        && updated.info().id().equals(upstreamSessionId)
        && !updated.info().title().equals(last)) {
      last = updated.info().title();
      taken = titles.take(new SystemCaller(turn.tenant()), turn.sessionId(), updated.info());
    }
  }
}
