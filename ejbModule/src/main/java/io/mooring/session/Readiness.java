package io.mooring.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says, by a session's row alone, whether it is open enough. */
@ApplicationScoped
public class Readiness {
  @Inject PermissionPolicy policy;
  @Inject ResumeCursors cursors;

  /** What {@link OpenSession#ensureForTurn} answers at once for a row that the caller holds. */
  public Optional<Ensured> forTurn(Session session, Instant checkedSince) {
    return of(session, new SessionClaims.Wanted(checkedSince, Optional.empty(), true));
  }

  /**
   * The answer, if nobody has to ask upstream first.
   *
   * @throws SessionFailure closed
   */
  Optional<Ensured> of(Session session, SessionClaims.Wanted wanted) {
    if (session.status() == SessionStatus.CLOSED) {
      throw SessionFailure.closed();
    }
    return session
        .upstreamSessionId()
        .filter(id -> wanted.replacing().isEmpty() || !wanted.replacing().get().equals(id))
        .filter(id -> isFresh(session, wanted))
        .map(
            id ->
                new Ensured(
                    id,
                    false,
                    OpenContext.EXISTING,
                    cursors.of(session.tenantId(), session.id(), id)));
  }

  private boolean isFresh(Session session, SessionClaims.Wanted wanted) {
    return wanted.replacing().isPresent()
        || (!wanted.forTurn() && session.status().isRunning())
        || (!session.checkedAt().isBefore(wanted.checkedSince())
            && !rulesDiffer(session, rules(session)));
  }

  /** All rules that the session's upstream session must have. */
  List<PermissionRule> rules(Session session) {
    return policy.rules(session.ruled());
  }

  /** Whether the stored upstream session was told others. */
  static boolean rulesDiffer(Session session, List<PermissionRule> rules) {
    return !PermissionRules.fingerprint(rules).equals(session.toldRules());
  }
}
