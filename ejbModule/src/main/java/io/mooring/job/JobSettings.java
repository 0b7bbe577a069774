package io.mooring.job;

import io.mooring.config.Setting;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** What holds for all jobs, and the schedules of those that are nobody else's. */
@ApplicationScoped
public class JobSettings implements SettingsGroup {
  public static final Setting<ZoneId> TIME_ZONE =
      new Setting<>(
          "mooring.job.time-zone",
          "time zone",
          "UTC",
          "Whose wall clocks the schedules of all jobs mean, such as Europe/Berlin.",
          false,
          JobSettings::zone);
  public static final Setting<Integer> RESTARTS =
      Setting.number(
          "mooring.job.restarts",
          3,
          0,
          100,
          "How often a run whose node died is taken over before it counts as failed.");
  public static final Setting<Duration> KEEP =
      Setting.duration(
          "mooring.job.keep", "P90D", "How long a run that ended is remembered, and who asked.");
  public static final Setting<Schedule> FORGET_KEYS =
      Schedule.setting(
          "mooring.job.forget-idempotency-keys-schedule",
          "17 * * * *",
          "When idempotency keys of more than a day ago are deleted.");
  public static final Setting<Schedule> FORGET_RUNS =
      Schedule.setting(
          "mooring.job.forget-job-runs-schedule",
          "23 4 * * *",
          "When old runs of jobs are forgotten.");
  public static final Setting<Schedule> FORGET_AUDIT =
      Schedule.setting(
          "mooring.job.forget-audit-schedule",
          "41 4 * * *",
          "When old entries of the audit are forgotten.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(TIME_ZONE, RESTARTS, KEEP, FORGET_KEYS, FORGET_RUNS, FORGET_AUDIT);
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is not a time zone such as Europe/Berlin", e);
    }
  }
}
