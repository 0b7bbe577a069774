package io.mooring.job;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobExecutionAlreadyCompleteException;
import jakarta.batch.operations.JobExecutionNotRunningException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.NoSuchJobExecutionException;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.StepExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The container that does the work. What it says of an execution holds only on the node that the
 * execution runs on: another one's looks as though it had failed.
 */
@ApplicationScoped
public class BatchContainer {
  private static final System.Logger LOG = System.getLogger(BatchContainer.class.getName());

  /** What a step's exit status is when its artifacts say nothing. */
  private static final Set<String> PLAIN =
      Arrays.stream(BatchStatus.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

  /**
   * How an execution ended.
   *
   * @param status what the last step said at its end, or the job
   */
  public record Outcome(JobState state, Optional<String> status) {}

  /**
   * Starts the JSL of that name.
   *
   * @return the execution's id
   * @throws BatchRuntimeException it can't be started
   */
  public long start(String name, Properties parameters) {
    return operator().start(name, parameters);
  }

  /**
   * Goes on from where an execution was.
   *
   * @return the new execution's id; none when the container knows nothing to go on from, so that it
   *     is to be started anew: its node died and has not come back
   */
  public Optional<Long> restart(long batchId, Properties parameters) {
    try {
      return Optional.of(operator().restart(batchId, parameters));
    } catch (JobExecutionAlreadyCompleteException e) {
      throw e;
    } catch (BatchRuntimeException e) {
      LOG.log(
          System.Logger.Level.INFO,
          () -> "The batch execution " + batchId + " can't be restarted: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Asks an execution to stop; nothing when it does not run here. */
  public void stop(long batchId) {
    try {
      operator().stop(batchId);
    } catch (JobExecutionNotRunningException | NoSuchJobExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "Nothing is to be stopped.", e);
    }
  }

  /** How an execution of this node ended; none while it runs. */
  public Optional<Outcome> outcome(long batchId) {
    try {
      JobExecution execution = operator().getJobExecution(batchId);
      return state(execution.getBatchStatus()).map(state -> new Outcome(state, status(execution)));
    } catch (NoSuchJobExecutionException e) {
      return Optional.of(
          new Outcome(JobState.FAILED, Optional.of("The batch container has lost it.")));
    }
  }

  private static Optional<JobState> state(BatchStatus status) {
    return switch (status) {
      case COMPLETED -> Optional.of(JobState.COMPLETED);
      case FAILED, ABANDONED -> Optional.of(JobState.FAILED);
      case STOPPED -> Optional.of(JobState.STOPPED);
      case STARTING, STARTED, STOPPING -> Optional.empty();
    };
  }

  /** The last that says more than how it ended. */
  private static Optional<String> status(JobExecution execution) {
    List<StepExecution> steps = operator().getStepExecutions(execution.getExecutionId());
    return steps.stream()
        .map(StepExecution::getExitStatus)
        .filter(Objects::nonNull)
        .filter(status -> !PLAIN.contains(status))
        .reduce((earlier, later) -> later)
        .or(() -> Optional.ofNullable(execution.getExitStatus()));
  }

  private static JobOperator operator() {
    return BatchRuntime.getJobOperator();
  }
}
