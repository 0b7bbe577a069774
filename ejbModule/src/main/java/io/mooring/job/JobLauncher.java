package io.mooring.job;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Properties;

/**
 * Hands runs to the batch container. NOT_SUPPORTED, for what is started inside of a transaction may
 * run before its rows are there; a bean of this module, for the job finds its parts by the module
 * that starts it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JobLauncher {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);

  @Inject BatchContainer container;
  @Inject JobSteps steps;
  @Inject JobLaunching launching;
  @Inject Incidents incidents;

  /** Launches one; a run that can't be launched has failed, and says so. */
  public void launch(Launch launch) {
    launching.begin(launch.ref());
    try {
      Optional<BatchContainer.Outcome> before = launch.batchId().flatMap(this::completed);
      if (before.isPresent()) {
        Conflicts.retry(() -> steps.end(SYSTEM, launch.ref(), before.get()));
      } else {
        hand(launch);
      }
    } finally {
      launching.end(launch.ref());
    }
  }

  private void hand(Launch launch) {
    long batchId;
    try {
      batchId = start(launch);
    } catch (RuntimeException e) {
      incidents.unexpected(
          "the start of the job " + launch.name(), Optional.empty(), Optional.empty(), e);
      var failed =
          new BatchContainer.Outcome(JobState.FAILED, Optional.of("It could not be started."));
      Conflicts.retry(() -> steps.end(SYSTEM, launch.ref(), failed));
      return;
    }
    boolean ours = false;
    try {
      ours = Conflicts.retry(() -> steps.started(SYSTEM, launch.ref(), batchId));
    } finally {
      if (!ours) { // nobody would know of it
        container.stop(batchId);
      }
    }
  }

  /** The node died between the end of the work and the word of it. */
  private Optional<BatchContainer.Outcome> completed(long batchId) {
    return container.outcome(batchId).filter(outcome -> outcome.state() == JobState.COMPLETED);
  }

  private long start(Launch launch) {
    Properties parameters = new Properties();
    launch.parameters().forEach(parameters::setProperty);
    parameters.setProperty(RunningJob.RUN, launch.ref().runId());
    parameters.setProperty(RunningJob.GENERATION, Long.toString(launch.ref().generation()));
    return launch
        .batchId()
        .flatMap(batchId -> container.restart(batchId, parameters))
        .orElseGet(() -> container.start(launch.name(), parameters));
  }
}
