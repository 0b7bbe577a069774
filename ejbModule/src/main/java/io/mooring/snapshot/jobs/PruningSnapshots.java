package io.mooring.snapshot.jobs;

import io.mooring.config.Settings;
import io.mooring.job.JobDefinition;
import io.mooring.job.JobParameter;
import io.mooring.job.Schedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** The job that gives up the snapshots that retention doesn't keep, and empties the store. */
@ApplicationScoped
public class PruningSnapshots implements JobDefinition {
  public static final String JOB = "prune-snapshots";

  private static final String DRY_RUN = "dryRun";

  @Override
  public String name() {
    return JOB;
  }

  @Override
  public Schedule schedule(Settings settings) {
    return settings.get(SnapshotJobSettings.PRUNE);
  }

  @Override
  public List<JobParameter> parameters() {
    return List.of(JobParameter.flag(DRY_RUN, true));
  }

  @Override
  public Map<String, String> scheduledParameters(Settings settings) {
    return Map.of(DRY_RUN, "false");
  }

  @Override
  public boolean changesData(Map<String, String> parameters) {
    return parameters.get(DRY_RUN).equals("false");
  }
}
