package io.mooring.audit;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something that was done.
 *
 * @param user who did it; empty for Mooring itself
 * @param target the id of what it was done to
 * @param sessionId the session that it belongs to
 * @param facts more about it, by name; no prompt, no path of a file, no secret
 */
public record Deed(
    String tenant,
    Optional<String> user,
    AuditAction action,
    String target,
    Optional<String> sessionId,
    Map<String, String> facts) {
  public Deed {
    facts = Map.copyOf(facts);
  }

  /** Done by the actor: its user, or Mooring itself. */
  public static Deed by(Actor actor, AuditAction action, String target) {
    Optional<String> user =
        actor instanceof Caller caller ? Optional.of(caller.user()) : Optional.empty();
    return new Deed(actor.tenant(), user, action, target, Optional.empty(), Map.of());
  }

  public Deed in(String session) {
    return new Deed(tenant, user, action, target, Optional.of(session), facts);
  }

  public Deed with(String name, String fact) {
    Map<String, String> more = new TreeMap<>(facts);
    more.put(name, fact);
    return new Deed(tenant, user, action, target, sessionId, more);
  }
}
