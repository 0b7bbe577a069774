package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.host.ServerState;
import io.mooring.host.Servers;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.schema.Conflicts;
import io.mooring.session.SessionTitles;
import io.mooring.tool.SafeText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Brings upstream's titles to sessions that have none. */
@ApplicationScoped
class UpstreamTitles {
  private static final int MOST_CHARS = 512;

  @Inject SessionTitles titles;
  @Inject Servers servers;

  /**
   * Takes a title that upstream has told.
   *
   * @return whether it was taken
   */
  boolean take(SystemCaller system, String sessionId, UpstreamSession told) {
    String title = SafeText.line(told.title(), MOST_CHARS);
    return SessionTitles.isTelling(title)
        && Conflicts.retry(() -> titles.adopt(system, sessionId, told.id(), title));
  }

  /**
   * Asks upstream for the title of a session that has none. A server that rests is not woken for
   * it.
   *
   * @return whether it still has none
   */
  boolean lacksAfterAsking(SystemCaller system, String sessionId) {
    Optional<String> untitled = Conflicts.retry(() -> titles.untitled(system, sessionId));
    return untitled.map(id -> !ask(system, sessionId, id)).orElse(false);
  }

  private boolean ask(SystemCaller system, String sessionId, String upstreamId) {
    return servers
        .find(system.tenant())
        .filter(server -> server.state() != ServerState.RESTING)
        .map(server -> take(system, sessionId, server.client().session(upstreamId)))
        .orElse(false);
  }
}
