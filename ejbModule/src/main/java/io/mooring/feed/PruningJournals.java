package io.mooring.feed;

import io.mooring.config.Settings;
import io.mooring.job.JobDefinition;
import io.mooring.job.Schedule;
import jakarta.enterprise.context.ApplicationScoped;

/** The job that prunes the journals; its items are sessions. */
@ApplicationScoped
public class PruningJournals implements JobDefinition {
  public static final String JOB = "prune-journals";

  @Override
  public String name() {
    return JOB;
  }

  @Override
  public Schedule schedule(Settings settings) {
    return settings.get(FeedSettings.PRUNE);
  }
}
