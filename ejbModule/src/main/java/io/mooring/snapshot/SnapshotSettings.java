package io.mooring.snapshot;

import io.mooring.config.DataSize;
import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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

  @Override
  public List<Setting<?>> settings() {
    return List.of(EXPORTS, EXPORT_AFTER, EXPORT_LIMIT, KEY);
  }

  @Override
  public List<String> contradictions(Settings settings) {
    String text = settings.get(KEY);
    return !text.isBlank() && KeyRing.parse(text).isEmpty()
        ? List.of(KEY.key() + " is not base64 of 32 bytes")
        : List.of();
  }
}
