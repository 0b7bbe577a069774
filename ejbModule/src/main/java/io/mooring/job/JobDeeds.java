package io.mooring.job;

import io.mooring.access.Actor;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditLog;
import io.mooring.audit.Deed;
import io.mooring.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * Writes down who did what with a run, in the transaction that does it: beside the run, and in the
 * audit when it was a person.
 */
@ApplicationScoped
class JobDeeds {
  @Inject JobRuns runs;
  @Inject AuditLog audit;
  @Inject Ids ids;
  @Inject Clock clock;

  void note(Actor actor, JobRun run, JobVerb verb) {
    Deed deed = Deed.by(actor, audited(verb), run.id()).with("job", run.name());
    runs.add(
        new JobAction(
            actor.tenant(), ids.next("jact"), run.id(), verb, deed.user(), clock.instant()));
    if (deed.user().isPresent()) {
      audit.add(deed);
    }
  }

  private static AuditAction audited(JobVerb verb) {
    return switch (verb) {
      case START -> AuditAction.JOB_STARTED;
      case STOP -> AuditAction.JOB_STOPPED;
      case RESTART, TAKE_OVER -> AuditAction.JOB_RESTARTED; // no person takes over
    };
  }
}
