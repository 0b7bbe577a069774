package io.mooring.audit;

import io.mooring.config.Setting;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** What holds for the audit. */
@ApplicationScoped
public class AuditSettings implements SettingsGroup {
  public static final Setting<Duration> KEEP =
      Setting.duration(
          "mooring.audit.keep", "P400D", "How long it is remembered who did what (GET /audit).");

  @Override
  public List<Setting<?>> settings() {
    return List.of(KEEP);
  }
}
