package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.opencode.wire.WireEvent;

/** Listens for upstream's title of a turn's session; asks the database once for each title. */
final class TitleWatch {
  private final ClaimedTurn turn;
  private final String upstreamSessionId;
  private final UpstreamTitles titles;
  private String last = "";

  TitleWatch(ClaimedTurn turn, String upstreamSessionId, UpstreamTitles titles) {
    this.turn = turn;
    this.upstreamSessionId = upstreamSessionId;
    this.titles = titles;
  }

  void hear(WireEvent event) {
    if (event instanceof WireEvent.SessionUpdated updated
        && updated.info().id().equals(upstreamSessionId)
        && !updated.info().title().equals(last)) {
      last = updated.info().title();
      titles.take(new SystemCaller(turn.tenant()), turn.sessionId(), updated.info());
    }
  }
}
