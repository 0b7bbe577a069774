package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.host.Servers;
import io.mooring.host.UpstreamServer;
import io.mooring.opencode.Opencode;
import io.mooring.problem.Problem;
import io.mooring.session.SessionChanges;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deals with upstream sessions that go on though they were aborted. Where nobody else uses the
 * server and it is ours, it is restarted; else the session's turns wait until it has come to rest,
 * and each round of the reaper looks again. Another node that doesn't know of it asks upstream
 * before it sends a prompt, and sends none to a session that is busy.
 */
@ApplicationScoped
class Quarantine {
  private static final System.Logger LOG = System.getLogger(Quarantine.class.getName());

  @Inject Servers servers;
  @Inject SessionChanges sessions;
  @Inject PromptCheck check;

  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  private record Kept(
      String tenant, String upstreamSessionId, String workdir, Set<String> upstreamIds) {}

  /**
   * Restarts the server if no other turn uses it; else keeps the session's turns back.
   *
   * @return whether it is sure that nothing of the turn runs any more
   */
  boolean overcome(ClaimedTurn turn, PromptSender.Sent sent) {
    if (sent.server().restartIfHeldOnce()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Restarted opencode, which ignored an abort: {0}",
          turn.ids());
      awaitServer(turn.tenant());
      return true;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "opencode ignored an abort; the session''s turns wait until it rests: {0}",
        turn.ids());
    kept.put(
        turn.sessionId(),
        new Kept(
            turn.tenant(),
            sent.prompt().upstreamSessionId(),
            turn.workdir(),
            sent.attachment().family()));
    return false;
  }

  private void awaitServer(String tenant) {
    try {
      UpstreamServer up = servers.server(tenant);
      LOG.log(System.Logger.Level.DEBUG, "{0} is back", up.name());
    } catch (Problem e) {
      LOG.log(System.Logger.Level.WARNING, "opencode did not come back yet", e);
    }
  }

  /** Whether the session was kept back and may still be; asks nobody. */
  boolean holds(String sessionId) {
    return kept.containsKey(sessionId);
  }

  /** Whether turns of the session may run; looks upstream where that was not so. */
  boolean isFree(String sessionId) {
    Kept held = kept.get(sessionId);
    if (held == null) {
      return true;
    }
    if (isReplaced(sessionId, held) || rests(held)) {
      kept.remove(sessionId);
      return true;
    }
    return false;
  }

  /** Whether the session has another upstream session by now, or none. */
  private boolean isReplaced(String sessionId, Kept held) {
    try {
      Optional<String> now =
          sessions.read(new SystemCaller(held.tenant()), sessionId).upstreamSessionId();
      return !now.equals(Optional.of(held.upstreamSessionId()));
    } catch (Problem gone) {
      LOG.log(System.Logger.Level.DEBUG, "nothing is kept back of a session that is gone", gone);
      return true;
    }
  }

  private boolean rests(Kept held) {
    try {
      UpstreamServer server = servers.server(held.tenant());
      Opencode upstream = server.client();
      if (!check.anyBusy(held.workdir(), upstream, held.upstreamIds())) {
        return true;
      }
      held.upstreamIds().forEach(upstream::abort);
      return restartAlone(server);
    } catch (Problem e) {
      LOG.log(System.Logger.Level.DEBUG, "opencode can't be asked now", e);
      return false;
    }
  }

  private static boolean restartAlone(UpstreamServer server) {
    try (UpstreamServer.Hold hold = server.hold()) {
      LOG.log(System.Logger.Level.DEBUG, "holds {0}", hold);
      return server.restartIfHeldOnce();
    }
  }

  /** How many sessions' turns are kept back. */
  int size() {
    return kept.size();
  }
}
