package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.host.ServerState;
import io.mooring.host.Servers;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;

/**
 * Deletes upstream what sessions have no more: what was replaced long enough ago, and what closed
 * and deleted sessions had. That it must go is written with the closing or the deletion itself, so
 * a crash or an upstream that is away only delays it. NOT_SUPPORTED, for upstream is called.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class EndUpstream {
  private static final System.Logger LOG = System.getLogger(EndUpstream.class.getName());
  private static final int PAGE = 100;
  private static final Set<ProblemKind> AWAY =
      Set.of(ProblemKind.UNAVAILABLE, ProblemKind.UPSTREAM_LATE);

  @Inject UpstreamEndings endings;
  @Inject Servers servers;

  /**
   * Ends one whose session was just closed or deleted; what fails is tried again later.
   *
   * @return what upstream did not do, one sentence each
   */
  public List<String> endNow(SystemCaller system, String upstreamSessionId) {
    try {
      end(system, upstreamSessionId);
      return List.of();
    } catch (Problem e) {
      LOG.log(System.Logger.Level.INFO, "Upstream did not end a session; it will be later.", e);
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /** One round over what is due, while the server is up: it is neither started nor waited for. */
  public void endDue(SystemCaller system) {
    boolean up =
        servers
            .find(system.tenant())
            .filter(s -> s.state() == ServerState.LIVE || s.state() == ServerState.SUSPECT)
            .isPresent();
    for (String id : up ? endings.due(system, PAGE) : List.<String>of()) {
      try {
        end(system, id);
      } catch (Problem e) {
        LOG.log(System.Logger.Level.INFO, () -> "Upstream did not end " + id + " yet.", e);
        if (AWAY.contains(e.kind())) {
          return;
        }
      }
    }
  }

  private void end(SystemCaller system, String id) {
    if (endings.begin(system, id)) {
      remove(servers.server(system.tenant()).client(), id);
      endings.gone(system, id);
    }
  }

  /**
   * Deletes an upstream session with its children. Aborted first, and kept when that fails: a turn
   * outlives the deletion of its session.
   */
  static void remove(Opencode upstream, String id) {
    upstream.abort(id);
    try {
      upstream.deleteSession(id);
    } catch (UpstreamFailure.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "It was gone already.", e);
    }
  }
}
