package io.mooring.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run of a job as the API shows it.
 *
 * @param changesData whether a run with these parameters changes or deletes anything
 * @param parameters all that the job has, as texts
 * @param startedBy the user; absent when its schedule started it
 * @param dueAt when its schedule wanted it
 * @param failures the last items that could not be done
 * @param report what the run found out, as the job has it
 * @param takeovers how often a node went on with it after another one's death
 */
public record JobDocument(
    String id,
    String name,
    JobState state,
    boolean changesData,
    JsonNode parameters,
    Optional<String> startedBy,
    Optional<Instant> dueAt,
    JobCounts counts,
    Progress progress,
    Optional<String> currentItem,
    List<FailedItem> failures,
    Optional<JsonNode> report,
    Optional<String> exitStatus,
    int takeovers,
    List<Action> actions,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt) {

  /**
   * How far it is.
   *
   * @param done items that it is through with, whatever came of them
   * @param total of how many, where the job knows
   */
  public record Progress(long done, Optional<Long> total) {}

  /**
   * Who did what with the run.
   *
   * @param by the user; absent when it was Mooring itself
   */
  public record Action(JobVerb action, Optional<String> by, Instant at) {}

  static JobDocument of(JobRun run, boolean changesData, List<JobAction> actions) {
    JobCounts counts = run.counts();
    return new JobDocument(
        run.id(),
        run.name(),
        run.state(),
        changesData,
        Json.object(run.parameters()),
        run.startedBy(),
        run.dueAt(),
        counts,
        new Progress(counts.through(), run.total()),
        run.currentItem(),
        run.failures(),
        run.report(),
        run.exitStatus(),
        run.takeovers(),
        actions.stream().map(a -> new Action(a.verb(), a.actor(), a.at())).toList(),
        run.createdAt(),
        run.startedAt(),
        run.endedAt());
  }
}
