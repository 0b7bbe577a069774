package io.mooring.session;

import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.host.Servers;
import io.mooring.problem.Problem;
import io.mooring.schema.Conflicts;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Aborts and closes sessions. NOT_SUPPORTED, for upstream is called; the changes are transactions
 * of {@link SessionChanges}. Upstream's failures never fail the call: each is reported.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class EndSession {
  private static final System.Logger LOG = System.getLogger(EndSession.class.getName());

  @Inject SessionChanges changes;
  @Inject EndUpstream endUpstream;
  @Inject Servers servers;
  @Inject RunningTurns turns;

  /** What upstream did not do, one sentence each. */
  public record Report(List<String> failures) {}

  /** Ends what runs in the session. */
  public Report abort(Caller caller, String sessionId) {
    SessionDocument session = changes.read(caller, sessionId);
    if (!caller.mayChange(session.owner())) {
      throw SessionChanges.notAllowed();
    }
    Conflicts.run(() -> turns.abortAll(caller, sessionId));
    List<String> failures = new ArrayList<>();
    session.upstreamSessionId().ifPresent(id -> abortUpstream(caller, id, failures));
    return new Report(failures);
  }

  /** Ends the session here and upstream; its row is kept. */
  public Report close(Caller caller, String sessionId) {
    Optional<String> upstream = Conflicts.retry(() -> changes.close(caller, sessionId));
    return new Report(endUpstream(caller, upstream));
  }

  private List<String> endUpstream(Caller caller, Optional<String> upstream) {
    return upstream
        .map(id -> endUpstream.endNow(new SystemCaller(caller.tenant()), id))
        .orElse(List.of());
  }

  private void abortUpstream(Caller caller, String id, List<String> failures) {
    try {
      servers.server(caller.tenant()).client().abort(id);
    } catch (Problem e) {
      LOG.log(System.Logger.Level.INFO, "Upstream did not end a session.", e);
      failures.add(e.getMessage());
    }
  }
}
