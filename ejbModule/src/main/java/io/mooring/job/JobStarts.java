package io.mooring.job;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.idempotency.IdempotencyKeys;
import io.mooring.idempotency.Repeatable;
import io.mooring.node.ThisNode;
import io.mooring.time.Ids;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * The transactions with which a run begins; whoever gets a {@link Launch} has to launch it once
 * they are committed. REQUIRES_NEW, so that a lost race can be run again.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class JobStarts {
  private static final System.Logger LOG = System.getLogger(JobStarts.class.getName());

  @Inject JobRuns runs;
  @Inject JobSchedules schedules;
  @Inject IdempotencyKeys keys;
  @Inject JobDeeds deeds;
  @Inject ThisNode node;
  @Inject Settings settings;
  @Inject Ids ids;
  @Inject Clock clock;

  /** A run and, when this call began it, what is to be launched. */
  public record Begun(String runId, Optional<Launch> launch) {}

  /**
   * Begins a run that a caller wants, or finds the one that the same request began before.
   *
   * @throws JobFailure the job runs already
   */
  public Begun begin(
      Caller caller, String name, Map<String, String> parameters, Optional<Repeatable> request) {
    Optional<String> before = request.flatMap(r -> keys.resource(caller, r));
    if (before.isPresent()) {
      return new Begun(before.get(), Optional.empty());
    }
    if (runs.isRunning(caller, name)) {
      throw JobFailure.running();
    }
    JobRun run = add(caller, NewJobRun.by(caller.user(), name, parameters));
    request.ifPresent(r -> keys.remember(caller, r, run.id()));
    return new Begun(run.id(), Optional.of(Launch.of(run)));
  }

  /**
   * Lets a run that failed or was stopped go on.
   *
   * @throws JobFailure there is none, it does not go on, or the job runs already
   */
  public Launch restart(Caller caller, String id) {
    JobRun run = runs.lock(caller, id);
    if (run.state().hasEnded() && runs.isRunning(caller, run.name())) {
      throw JobFailure.running();
    }
    run.restart(node.bootId());
    runs.write();
    deeds.note(caller, run, JobVerb.RESTART);
    return Launch.of(run);
  }

  /**
   * Brings the schedule's row up to date and, when the job is due, claims that due time: of all
   * nodes one gets the launch. However many due times went by since, they are one. A job that still
   * runs is left out this time.
   */
  public Optional<Launch> claim(SystemCaller system, JobDefinition job) {
    Instant now = clock.instant();
    Schedule schedule = job.schedule(settings);
    ZoneId zone = settings.get(JobSettings.TIME_ZONE);
    String said = schedule + " " + zone;
    Optional<JobSchedule> known = schedules.find(system, job.name());
    if (known.isEmpty()) {
      schedules.add(new JobSchedule(system.tenant(), job.name(), said, schedule.next(now, zone)));
      return Optional.empty();
    }
    JobSchedule row = known.get();
    DueTime due = DueTime.of(row.next(), row.last(), schedule, zone, now);
    if (!row.expression().equals(said)) {
      schedules.move(system, row, said, schedule.next(now, zone), row.last());
      return Optional.empty();
    }
    if (due instanceof DueTime.Wrong wrong) {
      schedules.move(system, row, said, wrong.right(), wrong.last());
    } else if (due instanceof DueTime.Now claimed
        && schedules.move(system, row, said, claimed.next(), claimed.at())) {
      return beginDue(system, job, claimed.at());
    }
    return Optional.empty();
  }

  private Optional<Launch> beginDue(SystemCaller system, JobDefinition job, Instant dueAt) {
    if (runs.isRunning(system, job.name())) {
      LOG.log(
          System.Logger.Level.WARNING,
          () ->
              "The job " + job.name() + " still runs; what was due at " + dueAt + " is left out.");
      return Optional.empty();
    }
    Map<String, String> parameters = JobCatalog.complete(job, job.scheduledParameters(settings));
    return Optional.of(Launch.of(add(system, NewJobRun.due(dueAt, job.name(), parameters))));
  }

  private JobRun add(Actor actor, NewJobRun wanted) {
    var run = new JobRun(actor.tenant(), ids.next("job"), wanted, node.bootId(), clock.instant());
    runs.add(run);
    deeds.note(actor, run, JobVerb.START);
    return run;
  }
}
