package io.mooring.snapshot.jobs;

import io.mooring.config.Settings;
import io.mooring.job.JobDefinition;
import io.mooring.job.Schedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** The job that proves a share of the snapshots to be whole. */
@ApplicationScoped
public class VerifyingSnapshots implements JobDefinition {
  public static final String JOB = "verify-snapshots";

  @Override
  public String name() {
    return JOB;
  }

  @Override
  public Schedule schedule(Settings settings) {
    return settings.get(SnapshotJobSettings.VERIFY);
  }

  /** It says of rows that they were checked, and changes nothing that anybody made. */
  @Override
  public boolean changesData(Map<String, String> parameters) {
    return false;
  }
}
