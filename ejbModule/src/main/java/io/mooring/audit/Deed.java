package io.mooring.audit;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
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
    SortedMap<String, String> facts) {
  public Deed {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }

  /** Done by the actor: its user, or Mooring itself. */
  public static Deed by(Actor actor, AuditAction action, String target) {
    Optional<String> user =
        actor instanceof Caller caller ? Optional.of(caller.user()) : Optional.empty();
    return new Deed(actor.tenant(), user, action, target, Optional.empty(), new TreeMap<>());
  }

  public Deed in(String session) {
    return new Deed(tenant, user, action, target, Optional.of(session), facts);
  }

  public Deed with(String name, String fact) {
    SortedMap<String, String> more = new TreeMap<>(facts);
    more.put(name, fact);
    return new Deed(tenant, user, action, target, sessionId, more);
  }
}
