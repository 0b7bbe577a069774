package io.mooring.snapshot;

import io.mooring.access.Actor;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditSteps;
import io.mooring.audit.Deed;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * Says loudly that something which was stored can't be read: a key is missing or another one, or a
 * byte is. It is an incident, and the audit has it; whoever asked is refused all the same.
 */
@ApplicationScoped
public class Unreadable {
  @Inject Incidents incidents;
  @Inject AuditSteps audit;

  /**
   * Tells of one; never fails.
   *
   * @param actor who came upon it
   * @param what what was done, for the operator
   * @param target what can't be read: a snapshot's id, a session's for its export, the tenant for
   *     its keys
   */
  public void found(
      Actor actor, String what, String target, Optional<String> sessionId, Throwable cause) {
    incidents.unexpected("snapshot-unreadable: " + what, sessionId, Optional.empty(), cause);
    Deed deed = Deed.by(actor, AuditAction.SNAPSHOT_UNREADABLE, target);
    try {
      Conflicts.run(() -> audit.add(sessionId.map(deed::in).orElse(deed)));
    } catch (RuntimeException e) {
      incidents.unexpected("writing to the audit", sessionId, Optional.empty(), e);
    }
  }
}
