package io.mooring.snapshot.restoring;

import io.mooring.config.DataSize;
import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import io.mooring.snapshot.restore.RestoreLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** How snapshots are brought back. */
@ApplicationScoped
public class RestoreSettings implements SettingsGroup {
  static final Setting<Integer> AT_ONCE =
      Setting.number(
          "mooring.restore.at-once", 2, 1, 16, "How many snapshots a node brings back at once.");
  static final Setting<Integer> WRITERS =
      Setting.number(
          "mooring.restore.writers", 2, 1, 64, "How many threads write the files of one restore.");
  static final Setting<Integer> MOST_FILES =
      Setting.number(
          "mooring.restore.most-files",
          100_000,
          1,
          10_000_000,
          "How many names a snapshot may bring back; more are refused.");
  static final Setting<DataSize> MOST_BYTES =
      Setting.size(
          "mooring.restore.most-bytes",
          "100GiB",
          "How much the files of a snapshot may come to; more is refused.");
  static final Setting<RestoreLimits.OutsideLinks> OUTSIDE_LINKS =
      Setting.choice(
          "mooring.restore.outside-links",
          RestoreLimits.OutsideLinks.class,
          RestoreLimits.OutsideLinks.KEEP,
          "Whether links that lead out of the workdir come back (they are never followed), or the"
              + " snapshot is refused.");
  static final Setting<Duration> STORE_TIMEOUT =
      Setting.duration(
          "mooring.restore.store-timeout", "PT2M", "How long the store may take for one call.");
  static final Setting<Duration> SYNC_TIMEOUT =
      Setting.duration(
          "mooring.restore.sync-timeout",
          "PT10M",
          "How long the disk may take to have the new files before they take the old ones' place.");
  static final Setting<Duration> OPENING =
      Setting.duration(
          "mooring.restore.opening",
          "PT10M",
          "How long opencode may be out of reach before a restore is undone.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(
        AT_ONCE,
        WRITERS,
        MOST_FILES,
        MOST_BYTES,
        OUTSIDE_LINKS,
        STORE_TIMEOUT,
        SYNC_TIMEOUT,
        OPENING);
  }

  static RestoreLimits limits(Settings settings) {
    return RestoreLimits.DEFAULT
        .withMost(
            settings.get(MOST_FILES),
            settings.get(MOST_BYTES).bytes(),
            RestoreLimits.DEFAULT.deepest())
        .with(RestoreLimits.DEFAULT.clashes(), settings.get(OUTSIDE_LINKS));
  }
}
