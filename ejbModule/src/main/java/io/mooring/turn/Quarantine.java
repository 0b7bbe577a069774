package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.host.Servers;
import io.mooring.host.UpstreamServer;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.problem.Problem;
import io.mooring.schema.Conflicts;
import io.mooring.time.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deals with upstream sessions that go on though they were aborted. Where nobody else uses the
 * server and it is ours, it is restarted; else the session's row says so: its turns wait until it
 * has come to rest, and each round of the reaper of any node looks again.
 */
@ApplicationScoped
class Quarantine {
  private static final System.Logger LOG = System.getLogger(Quarantine.class.getName());

  /** Several rounds of the reaper: whoever is not seen for longer waits no more. */
  private static final Duration SEEN = Duration.ofMinutes(1);

  @Inject Servers servers;
  @Inject KeepingBack keeping;
  @Inject PromptCheck check;
  @Inject Ticker ticker;

  /** When this node last found which session kept back; for the metrics only. */
  private final Map<String, Long> seenNanos = new ConcurrentHashMap<>();

  /**
   * Restarts the server if no other turn uses it; else keeps the session's turns back.
   *
   * @return whether it is sure that nothing of the turn runs any more
   * @throws TurnFailure lease lost
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
    Conflicts.run(
        () ->
            keeping.keep(new SystemCaller(turn.tenant()), turn, sent.prompt().upstreamSessionId()));
    seenNanos.put(turn.sessionId(), ticker.nanos());
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

  /** Lets a session's turns run again if what kept them back has come to rest; asks upstream. */
  boolean lets(SystemCaller system, String sessionId) {
    Optional<KeepingBack.KeptBack> kept = keeping.find(system, sessionId);
    if (kept.isEmpty()) {
      return false;
    }
    if (!rests(system, kept.get())) {
      seenNanos.put(sessionId, ticker.nanos());
      return false;
    }
    Conflicts.run(() -> keeping.release(system, sessionId, kept.get().upstreamSessionId()));
    return true;
  }

  /** A turn of the session runs, so nothing keeps it back. */
  void forget(String sessionId) {
    seenNanos.remove(sessionId);
  }

  private boolean rests(SystemCaller system, KeepingBack.KeptBack kept) {
    try {
      UpstreamServer server = servers.server(system.tenant());
      Opencode upstream = server.client();
      Set<String> family = Family.of(upstream, kept.upstreamSessionId());
      if (!check.anyBusy(kept.workdir(), upstream, family)) {
        return true;
      }
      family.forEach(upstream::abort);
      return restartAlone(server);
    } catch (UpstreamFailure.NotFound gone) {
      LOG.log(System.Logger.Level.DEBUG, "nothing is at work in a session that is gone", gone);
      return true;
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

  /** How many sessions this node has found kept back of late, and not let go since. */
  int size() {
    seenNanos.values().removeIf(then -> ticker.since(then).compareTo(SEEN) > 0);
    return seenNanos.size();
  }
}
