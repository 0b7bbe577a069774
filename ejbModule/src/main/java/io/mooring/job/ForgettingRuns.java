package io.mooring.job;

import io.mooring.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;

/** The job that forgets runs of jobs that ended long ago. */
@ApplicationScoped
public class ForgettingRuns implements JobDefinition {
  public static final String JOB = "forget-job-runs";

  @Override
  public String name() {
    return JOB;
  }

  @Override
  public Schedule schedule(Settings settings) {
    return settings.get(JobSettings.FORGET_RUNS);
  }
}
