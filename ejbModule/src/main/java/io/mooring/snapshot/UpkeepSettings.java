package io.mooring.snapshot;

import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import io.mooring.snapshot.retention.RetentionPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Where snapshots lie, which of them are kept, and how they are looked after. */
@ApplicationScoped
public class UpkeepSettings implements SettingsGroup {
  static final Setting<StoreKind> STORE =
      Setting.choice(
          "mooring.snapshot.store",
          StoreKind.class,
          StoreKind.DIRECTORY,
          "Where snapshots lie. What lies in the other one is not found any more.");
  static final Setting<Integer> LAST =
      Setting.number(
          "mooring.snapshot.keep-last",
          5,
          1,
          10_000,
          "How many of a session's newest complete snapshots are kept.");
  static final Setting<Integer> HOURLY =
      Setting.number(
          "mooring.snapshot.keep-hourly",
          24,
          0,
          10_000,
          "Of how many hours in which there was one the newest snapshot is kept.");
  static final Setting<Integer> DAILY =
      Setting.number("mooring.snapshot.keep-daily", 7, 0, 10_000, "The same for days, by UTC.");
  static final Setting<Integer> WEEKLY =
      Setting.number(
          "mooring.snapshot.keep-weekly", 4, 0, 10_000, "The same for weeks, from Monday on.");
  static final Setting<Duration> SAFETY =
      Setting.duration(
          "mooring.snapshot.keep-safety",
          "P30D",
          "How long snapshots are kept that were taken before a restore or a deletion.");
  static final Setting<Duration> FAILED =
      Setting.duration(
          "mooring.snapshot.keep-failed", "P7D", "How long failed snapshots are listed.");
  static final Setting<Duration> DELETED =
      Setting.duration(
          "mooring.snapshot.keep-deleted",
          "P30D",
          "How long after a session's deletion its snapshots are kept that are not on hold.");
  static final Setting<Duration> GRACE =
      Setting.duration(
          "mooring.snapshot.grace",
          "PT3H",
          "How long what no snapshot needs stays in the store, for whoever still reads it; longer"
              + " than a capture may take.");
  static final Setting<Integer> VERIFY_NIGHTS =
      Setting.number(
          "mooring.snapshot.verify-nights",
          14,
          1,
          366,
          "In how many runs of verify-snapshots each snapshot has its turn.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(
        STORE, LAST, HOURLY, DAILY, WEEKLY, SAFETY, FAILED, DELETED, GRACE, VERIFY_NIGHTS);
  }

  static RetentionPolicy policy(Settings settings) {
    return new RetentionPolicy(
        settings.get(LAST),
        settings.get(HOURLY),
        settings.get(DAILY),
        settings.get(WEEKLY),
        settings.get(SAFETY),
        settings.get(FAILED),
        settings.get(DELETED));
  }

  @Override
  public List<String> contradictions(Settings settings) {
    return settings.get(GRACE).compareTo(settings.get(SnapshotSettings.LONGEST)) > 0
        ? List.of()
        : List.of(GRACE.key() + " is not longer than " + SnapshotSettings.LONGEST.key());
  }
}
