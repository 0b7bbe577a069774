package io.mooring.snapshot.jobs;

import io.mooring.config.Settings;
import io.mooring.job.JobDefinition;
import io.mooring.job.JobParameter;
import io.mooring.job.Schedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The job that takes a snapshot of each session that has changed since its last one. */
@ApplicationScoped
public class SnapshottingSessions implements JobDefinition {
  public static final String JOB = "snapshot-sessions";

  static final String PARTITIONS = "partitions";

  @Override
  public String name() {
    return JOB;
  }

  @Override
  public Schedule schedule(Settings settings) {
    return settings.get(SnapshotJobSettings.SESSIONS);
  }

  @Override
  public List<JobParameter> parameters() {
    return List.of(JobParameter.number(PARTITIONS, 2, 1, 16));
  }
}
