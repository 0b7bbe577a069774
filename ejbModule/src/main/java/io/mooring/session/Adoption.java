package io.mooring.session;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.Role;
import io.mooring.host.Servers;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.UpstreamId;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.problem.InvalidValue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Looks at upstream sessions that somebody else made, before one becomes a session of ours. */
@ApplicationScoped
class Adoption {
  private static final String FIELD = "upstreamSessionId";

  @Inject Servers servers;

  /**
   * The upstream session that is to be adopted.
   *
   * @throws Forbidden the caller is no administrator
   * @throws InvalidValue upstream has no such session, or it is a subagent's
   */
  UpstreamSession find(Caller caller, String upstreamSessionId) {
    if (!caller.is(Role.ADMIN)) {
      throw new Forbidden("Only administrators adopt upstream sessions.");
    }
    if (!UpstreamId.isSession(upstreamSessionId)) {
      throw new InvalidValue(FIELD, "This is not the id of an upstream session.");
    }
    try {
      UpstreamSession found = servers.server(caller.tenant()).client().session(upstreamSessionId);
      if (found.parentId() != null) {
        throw new InvalidValue(FIELD, "A subagent's session can't be adopted.");
      }
      return found;
    } catch (UpstreamFailure.NotFound e) {
      throw new InvalidValue("invalid-value", FIELD, "opencode has no such session.", e);
    }
  }
}
