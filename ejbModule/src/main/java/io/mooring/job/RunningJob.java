package io.mooring.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.problem.Problem;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import java.util.Properties;

/**
 * The run that a batch artifact works for, injected into it: what it is told, and where it says how
 * far it is. Each word is a transaction of its own. The JSL hands on the run with two properties of
 * its job, {@value #RUN} and {@value #GENERATION}.
 */
@Dependent
public class RunningJob {
  static final String RUN = "mooring.run";
  static final String GENERATION = "mooring.generation";

  @Inject JobContext context;
  @Inject JobProgress progress;
  @Inject Incidents incidents;
  @Inject Clock clock;

  /**
   * Counts on.
   *
   * @throws JobFailure another node has taken the run over: stop
   */
  public void advance(JobCounts more) {
    say(() -> progress.advance(ref(), more, Optional.empty()));
  }

  /** Counts on, and says what it is at. */
  public void advance(JobCounts more, String item) {
    say(() -> progress.advance(ref(), more, Optional.of(item)));
  }

  /** Counts one that could not be done, and keeps why; what nobody expected is reported, too. */
  public void fail(String item, Exception why) {
    FailedItem failure =
        why instanceof Problem problem
            ? new FailedItem(
                item, problem.code(), String.valueOf(why.getMessage()), clock.instant())
            : new FailedItem(item, "internal-error", "The log has the details.", clock.instant());
    if (!(why instanceof Problem)) {
      incidents.unexpected(
          context.getJobName() + " at " + item, Optional.empty(), Optional.empty(), why);
    }
    say(() -> progress.fail(ref(), failure));
  }

  /** Says how many items are still to come; after a restart that is fewer. */
  public void expect(long items) {
    say(() -> progress.expect(ref(), items));
  }

  /** Keeps what it found out, for whoever started it. */
  public void report(JsonNode report) {
    say(() -> progress.report(ref(), report));
  }

  /** The run; its generation is the token of whatever it changes. */
  public JobRef ref() {
    Properties properties = context.getProperties();
    return new JobRef(
        properties.getProperty(RUN), Long.parseLong(properties.getProperty(GENERATION)));
  }

  private static void say(Runnable word) {
    Conflicts.run(() -> word.run());
  }
}
