package io.mooring.job;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.Role;
import io.mooring.idempotency.Repeatable;
import io.mooring.schema.Conflicts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;

/**
 * Starts, stops and restarts jobs for administrators. No bean of the EJB container: the
 * transactions are the steps', and a run is launched after its row is committed.
 */
@ApplicationScoped
public class StartJob {
  @Inject JobCatalog catalog;
  @Inject JobStarts starts;
  @Inject JobSteps steps;
  @Inject JobLauncher launcher;
  @Inject ReadJobs read;

  /**
   * Starts a job.
   *
   * @param said its parameters; those that are not said have their defaults
   * @throws Forbidden the caller is no administrator
   * @throws io.mooring.problem.InvalidValue there is no such job or parameter, or a value is wrong
   * @throws JobFailure it runs already
   */
  public JobDocument start(
      Caller caller, String name, Map<String, String> said, Optional<Repeatable> request) {
    requireAdmin(caller);
    JobDefinition job = catalog.get(name);
    Map<String, String> parameters = JobCatalog.complete(job, said);
    JobStarts.Begun begun = Conflicts.retry(() -> starts.begin(caller, name, parameters, request));
    begun.launch().ifPresent(launcher::launch);
    return read.get(caller, begun.runId());
  }

  /**
   * Asks a run to stop; where it runs, it is told within a second or so.
   *
   * @throws JobFailure there is none, or it has ended
   */
  public JobDocument stop(Caller caller, String id) {
    requireAdmin(caller);
    Conflicts.retry(
        () -> {
          steps.stop(caller, id);
          return id;
        });
    return read.get(caller, id);
  }

  /**
   * Lets a run that failed or was stopped go on where it was.
   *
   * @throws JobFailure there is none, it does not go on, or the job runs already
   */
  public JobDocument restart(Caller caller, String id) {
    requireAdmin(caller);
    launcher.launch(Conflicts.retry(() -> starts.restart(caller, id)));
    return read.get(caller, id);
  }

  private static void requireAdmin(Caller caller) {
    if (!caller.is(Role.ADMIN)) {
      throw new Forbidden("Only administrators start and stop jobs.");
    }
  }
}
