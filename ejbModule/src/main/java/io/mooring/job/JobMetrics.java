package io.mooring.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.Arrays;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What /metrics says of this node's jobs. */
@ApplicationScoped
class JobMetrics {
  private static final Metadata ENDED =
      Metadata.builder()
          .withName("mooring_jobs_ended")
          .withDescription("Runs of jobs that ended on this node, by the job and its result.")
          .build();
  private static final Metadata RUNNING =
      Metadata.builder()
          .withName("mooring_jobs_running")
          .withDescription("Runs of jobs that this node holds.")
          .build();

  @Inject MetricRegistry registry;
  @Inject JobRounds rounds;
  @Inject JobCatalog catalog;

  /** Registers the figures, so that each is there from the start. */
  void begin() {
    registry.gauge(RUNNING, rounds, JobRounds::running);
    for (JobDefinition job : catalog.all()) {
      Arrays.stream(JobState.values())
          .filter(JobState::hasEnded)
          .forEach(state -> registry.counter(ENDED, tags(job.name(), state)));
    }
  }

  void onEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobEnded event) {
    registry.counter(ENDED, tags(event.name(), event.state())).inc();
  }

  private static Tag[] tags(String name, JobState state) {
    return new Tag[] {new Tag("job", name), new Tag("result", state.label())};
  }
}
