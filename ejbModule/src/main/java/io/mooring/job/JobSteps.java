package io.mooring.job;

import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.node.ThisNode;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The transactions of a run between its beginning and its end, each of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class JobSteps {
  @Inject JobRuns runs;
  @Inject JobDeeds deeds;
  @Inject ThisNode node;
  @Inject Settings settings;
  @Inject Event<JobEnded> ended;
  @Inject Clock clock;

  /** A run that has not ended, as it was read. */
  record Held(JobRef ref, String name, JobState state, String ownerBoot, Optional<Long> batchId) {}

  /** The batch container has it; false when another node does by now. */
  public boolean started(SystemCaller system, JobRef ref, long batchId) {
    JobRun run = runs.lock(system, ref.runId());
    if (!run.isHeldBy(ref)) {
      return false;
    }
    run.started(batchId, clock.instant());
    return true;
  }

  /** It is over; false when another node has it by now. */
  public boolean end(SystemCaller system, JobRef ref, BatchContainer.Outcome outcome) {
    JobRun run = runs.lock(system, ref.runId());
    if (!run.isHeldBy(ref)) {
      return false;
    }
    end(run, outcome.state(), outcome.status());
    return true;
  }

  private void end(JobRun run, JobState state, Optional<String> status) {
    run.end(state, status, clock.instant());
    ended.fire(new JobEnded(run.id(), run.name(), state));
  }

  /**
   * Asks a run to stop; whoever runs it finds that it is asked.
   *
   * @throws JobFailure there is none, or it has ended
   */
  public void stop(Caller caller, String id) {
    JobRun run = runs.lock(caller, id);
    run.stop();
    deeds.note(caller, run, JobVerb.STOP);
  }

  /**
   * Takes over a run whose boot is dead, or which nobody here works at.
   *
   * @return what is to be launched; nothing when another node was faster, when somebody had asked
   *     it to stop, or when it was taken over too often
   */
  public Optional<Launch> takeOver(SystemCaller system, Held seen) {
    JobRun run = runs.lock(system, seen.ref().runId());
    if (!run.isHeldBy(seen.ref()) || !run.ownerBoot().equals(seen.ownerBoot())) {
      return Optional.empty();
    }
    if (run.state() == JobState.STOPPING) {
      end(run, JobState.STOPPED, Optional.of("Its node ended before it did."));
      return Optional.empty();
    }
    boolean crashed = !run.ownerBoot().equals(JobRun.NOBODY);
    if (crashed && run.takeovers() >= settings.get(JobSettings.RESTARTS)) {
      end(run, JobState.FAILED, Optional.of("Its node ended too often."));
      return Optional.empty();
    }
    run.takeOver(node.bootId());
    deeds.note(system, run, JobVerb.TAKE_OVER);
    return Optional.of(Launch.of(run));
  }

  /** Lets go of what this boot still holds, at its stop; others go on with it. */
  public int letGo(SystemCaller system) {
    List<JobRun> mine =
        runs.unfinished(system).stream()
            .filter(run -> run.ownerBoot().equals(node.bootId()))
            .map(run -> runs.lock(system, run.id()))
            .toList();
    mine.forEach(JobRun::letGo);
    return mine.size();
  }

  public List<Held> unfinished(SystemCaller system) {
    return runs.unfinished(system).stream()
        .map(r -> new Held(r.ref(), r.name(), r.state(), r.ownerBoot(), r.batchId()))
        .toList();
  }

  /** The boots that hold runs. */
  public Set<String> holders(SystemCaller system) {
    return unfinished(system).stream().map(Held::ownerBoot).collect(Collectors.toSet());
  }

  /** Forgets one page of old runs; answers how many were in it. */
  public int forgetOld(SystemCaller system, int limit) {
    return runs.forget(system, clock.instant().minus(settings.get(JobSettings.KEEP)), limit);
  }
}
