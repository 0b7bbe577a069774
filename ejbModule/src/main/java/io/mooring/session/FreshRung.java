package io.mooring.session;

import io.mooring.node.CrashPoints;
import io.mooring.opencode.wire.UpstreamSession;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The last rung: a session without any history. */
@ApplicationScoped
class FreshRung {
  @Inject SessionClaims claims;
  @Inject UpstreamShape shape;
  @Inject CrashPoints points;

  Opened attempt(Climb climb) {
    SessionClaim claim = climb.claim();
    String nonce = claims.intend(climb.system(), claim);
    points.reached("session.intended", claim.sessionId());
    UpstreamSession made =
        climb.upstream().createSession(claim.directory(), shape.newSession(claim, nonce));
    points.reached("session.made", claim.sessionId());
    return climb.made(made.id(), made.directory(), OpenContext.FRESH, nonce);
  }
}
