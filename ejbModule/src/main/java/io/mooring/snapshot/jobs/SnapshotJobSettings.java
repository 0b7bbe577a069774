package io.mooring.snapshot.jobs;

import io.mooring.config.Setting;
import io.mooring.config.SettingsGroup;
import io.mooring.job.Schedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** When the jobs of snapshots are due. */
@ApplicationScoped
public class SnapshotJobSettings implements SettingsGroup {
  static final Setting<Schedule> SESSIONS =
      Schedule.setting(
          "mooring.snapshot.snapshot-sessions-schedule",
          "7 * * * *",
          "When snapshots are taken of the sessions that changed since their last one.");

  static final Setting<Schedule> PRUNE =
      Schedule.setting(
          "mooring.snapshot.prune-snapshots-schedule",
          "11 2 * * *",
          "When snapshots go that retention doesn't keep, and what nobody needs of the store.");
  static final Setting<Schedule> VERIFY =
      Schedule.setting(
          "mooring.snapshot.verify-snapshots-schedule",
          "31 2 * * *",
          "When a share of the snapshots is proved to be whole.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(SESSIONS, PRUNE, VERIFY);
  }
}
