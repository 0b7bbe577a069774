package io.mooring.session;

import io.mooring.opencode.wire.UpstreamSession;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The last rung: a session without any history. */
@ApplicationScoped
class FreshRung {
  @Inject SessionClaims claims;
  @Inject UpstreamShape shape;

  Opened attempt(Climb climb) {
    SessionClaim claim = climb.claim();
    String nonce = claims.intend(climb.system(), claim);
    UpstreamSession made =
        climb.upstream().createSession(claim.directory(), shape.newSession(claim, nonce));
    return climb.made(made.id(), made.directory(), OpenContext.FRESH, nonce);
  }
}
