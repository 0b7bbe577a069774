package io.mooring.snapshot;

import io.mooring.config.DataSize;
import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import io.mooring.snapshot.capture.CaptureOptions;
import io.mooring.snapshot.restore.RestoreLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is saved, and with which keys. */
@ApplicationScoped
public class SnapshotSettings implements SettingsGroup {
  static final Setting<ExportPolicy> EXPORTS =
      Setting.choice(
          "mooring.snapshot.exports",
          ExportPolicy.class,
          ExportPolicy.TURN,
          "When a session's conversation is exported, to be restored when opencode has lost it.");
  static final Setting<Duration> EXPORT_AFTER =
      Setting.duration(
          "mooring.snapshot.export-after",
          "PT10S",
          "How long a session rests after a turn before its conversation is exported; one that"
              + " never rests is exported once in twelve such times.");
  static final Setting<DataSize> EXPORT_LIMIT =
      Setting.size(
          "mooring.snapshot.export-limit",
          "64MiB",
          "The largest conversation that is exported; a larger one is left out with a warning.");
  static final Setting<String> KEY =
      Setting.secret(
          "mooring.snapshot.key",
          "Keys that wrap the tenants' data keys, each base64 of 32 random bytes, with white space"
              + " between: the first wraps, older ones still open. None: one is made in the data"
              + " directory.");

  static final Setting<Path> DIRECTORY =
      Setting.path(
          "mooring.snapshot.directory",
          "",
          "Where snapshots lie; none: snapshots in the data directory. Several nodes need one that"
              + " all of them see.");
  static final Setting<List<String>> EXCLUDES =
      Setting.list(
          "mooring.snapshot.excludes",
          String.join(",", CaptureOptions.DEFAULT_EXCLUDES),
          "What snapshots leave out of each workdir, patterns as in .gitignore; a later one wins.");
  static final Setting<Integer> CAPTURES =
      Setting.number(
          "mooring.snapshot.captures", 2, 1, 64, "How many sessions a node captures at once.");
  static final Setting<Integer> READERS =
      Setting.number(
          "mooring.snapshot.readers", 2, 1, 64, "How many threads read the files of one capture.");
  static final Setting<Integer> MOST_FILES =
      Setting.number(
          "mooring.snapshot.most-files",
          100_000,
          1,
          10_000_000,
          "How many names a workdir may have; a capture of more fails.");
  static final Setting<Duration> LONGEST =
      Setting.duration("mooring.snapshot.longest", "PT2H", "How long one capture may take.");
  static final Setting<Duration> STORE_TIMEOUT =
      Setting.duration(
          "mooring.snapshot.store-timeout", "PT2M", "How long the store may take for one call.");

  static final Setting<DataSize> SESSION_QUOTA =
      Setting.size(
          "mooring.snapshot.session-quota",
          "0",
          "How many bytes a session's snapshots may add to the store; 0 for any number.");
  static final Setting<DataSize> TENANT_QUOTA =
      Setting.size(
          "mooring.snapshot.tenant-quota",
          "0",
          "How many bytes a tenant's snapshots may add to the store; 0 for any number.");
  static final Setting<AfterTurn> AFTER_TURN =
      Setting.choice(
          "mooring.snapshot.after-turn",
          AfterTurn.class,
          AfterTurn.OFF,
          "Whether sessions are saved after their turns, once they are idle.");
  static final Setting<Duration> AFTER_TURN_DELAY =
      Setting.duration(
          "mooring.snapshot.after-turn-delay",
          "PT10S",
          "How long nothing must have happened in a session to be saved after its turn.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(
        EXPORTS,
        EXPORT_AFTER,
        EXPORT_LIMIT,
        KEY,
        DIRECTORY,
        EXCLUDES,
        CAPTURES,
        READERS,
        MOST_FILES,
        LONGEST,
        STORE_TIMEOUT,
        SESSION_QUOTA,
        TENANT_QUOTA,
        AFTER_TURN,
        AFTER_TURN_DELAY);
  }

  /** How captures go about it, with what a session excludes beside the configuration. */
  static CaptureOptions capture(Settings settings, List<String> excludes) {
    CaptureOptions defaults = CaptureOptions.DEFAULT;
    List<String> all = new ArrayList<>(settings.get(EXCLUDES));
    all.addAll(excludes);
    return new CaptureOptions(
        all,
        false,
        settings.get(READERS),
        defaults.level(),
        settings.get(MOST_FILES),
        defaults.deepest(),
        settings.get(STORE_TIMEOUT),
        defaults.openLimit(),
        settings.get(LONGEST));
  }

  /** What may be read of a snapshot: as wide as what may be captured. */
  static RestoreLimits reading(Settings settings) {
    return RestoreLimits.DEFAULT.withMost(
        settings.get(MOST_FILES), Long.MAX_VALUE, CaptureOptions.DEFAULT.deepest());
  }

  @Override
  public List<String> contradictions(Settings settings) {
    String text = settings.get(KEY);
    return !text.isBlank() && KeyRing.parse(text).isEmpty()
        ? List.of(KEY.key() + " is not base64 of 32 bytes")
        : List.of();
  }
}
