package io.mooring.session;

import io.mooring.config.Settings;
import io.mooring.job.JobDefinition;
import io.mooring.job.JobParameter;
import io.mooring.job.Schedule;
import io.mooring.session.SessionSettings.SweepMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** The job that looks for upstream sessions without an owner; a dry run unless told otherwise. */
@ApplicationScoped
public class SweepingOrphans implements JobDefinition {
  public static final String JOB = "sweep-orphans";

  private static final String DRY_RUN = "dryRun";

  @Override
  public String name() {
    return JOB;
  }

  @Override
  public Schedule schedule(Settings settings) {
    return settings.get(SessionSettings.SWEEP) == SweepMode.OFF
        ? Schedule.OFF
        : settings.get(SessionSettings.SWEEP_SCHEDULE);
  }

  @Override
  public List<JobParameter> parameters() {
    return List.of(JobParameter.flag(DRY_RUN, true));
  }

  @Override
  public Map<String, String> scheduledParameters(Settings settings) {
    boolean dryRun = settings.get(SessionSettings.SWEEP) == SweepMode.REPORT;
    return Map.of(DRY_RUN, Boolean.toString(dryRun));
  }

  @Override
  public boolean changesData(Map<String, String> parameters) {
    return parameters.get(DRY_RUN).equals("false");
  }
}
