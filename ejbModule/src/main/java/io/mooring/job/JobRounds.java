package io.mooring.job;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.node.ThisNode;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What each node does every second: starts what is due, sees to what it runs, and takes over what a
 * dead boot left.
 */
@ApplicationScoped
public class JobRounds {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject JobCatalog catalog;
  @Inject JobStarts starts;
  @Inject JobSteps steps;
  @Inject JobLauncher launcher;
  @Inject JobLaunching launching;
  @Inject BatchContainer container;
  @Inject ThisNode node;
  @Inject Incidents incidents;
  @Inject Clock clock;

  /** The minute in which each schedule's row was last looked at: due times are whole minutes. */
  private final Map<String, Instant> looked = new ConcurrentHashMap<>();

  private volatile int running;

  /** One round. */
  public void round() {
    Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    for (JobDefinition job : catalog.all()) {
      if (!minute.equals(looked.get(job.name()))) {
        guarded("the schedule of the job " + job.name(), () -> start(job, minute));
      }
    }
    guarded("a look at the runs of jobs", this::look);
  }

  /** How many runs this node held when it last looked. */
  int running() {
    return running;
  }

  /** One that fails does not keep the others from their turn. */
  private void guarded(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      incidents.unexpected(
          what + "; the next round tries again", Optional.empty(), Optional.empty(), e);
    }
  }

  private void start(JobDefinition job, Instant minute) {
    Optional<Launch> launch = Conflicts.retry(() -> starts.claim(SYSTEM, job));
    looked.put(job.name(), minute);
    launch.ifPresent(launcher::launch);
  }

  private void look() {
    List<JobSteps.Held> unfinished = steps.unfinished(SYSTEM);
    String boot = node.bootId();
    List<JobSteps.Held> mine =
        unfinished.stream().filter(run -> run.ownerBoot().equals(boot)).toList();
    running = mine.size();
    mine.forEach(run -> guarded("a look at the run " + run.ref().runId(), () -> seeTo(run)));
    Set<String> others =
        unfinished.stream()
            .map(JobSteps.Held::ownerBoot)
            .filter(owner -> !owner.equals(boot))
            .collect(Collectors.toSet());
    if (!others.isEmpty()) {
      Set<String> dead = node.deadBoots(others);
      unfinished.stream()
          .filter(run -> dead.contains(run.ownerBoot()))
          .forEach(run -> guarded("taking over the run " + run.ref().runId(), () -> takeOver(run)));
    }
  }

  private void seeTo(JobSteps.Held run) {
    if (launching.has(run.ref())) {
      return;
    }
    if (run.batchId().isEmpty() || run.state() == JobState.STARTING) {
      takeOver(run); // its launch broke off between two steps
      return;
    }
    long batchId = run.batchId().get();
    Optional<BatchContainer.Outcome> outcome = container.outcome(batchId);
    if (outcome.isPresent()) {
      Conflicts.retry(() -> steps.end(SYSTEM, run.ref(), outcome.get()));
    } else if (run.state() == JobState.STOPPING) {
      container.stop(batchId);
    }
  }

  private void takeOver(JobSteps.Held run) {
    Conflicts.retry(() -> steps.takeOver(SYSTEM, run)).ifPresent(launcher::launch);
  }
}
