package io.mooring.session;

import io.mooring.config.DataSize;
import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How sessions are opened, and where agents may work. */
@ApplicationScoped
public class SessionSettings implements SettingsGroup {
  public static final Setting<List<String>> ROOTS =
      Setting.list(
          "mooring.session.roots",
          "",
          "Directories below which callers may choose a workdir; none means that Mooring makes"
              + " every workdir.");
  public static final Setting<String> AGENT =
      Setting.text("mooring.session.agent", "build", "The agent where a caller names none.");
  public static final Setting<Duration> FRESH =
      Setting.duration(
          "mooring.session.fresh",
          "PT30S",
          "How long after a check a session counts as open without another look upstream.");
  public static final Setting<Duration> CLAIM_WAIT =
      Setting.duration(
          "mooring.session.claim-wait",
          "PT30S",
          "How long a caller waits while another opens the same session.");
  public static final Setting<Duration> IMPORT_TIMEOUT =
      Setting.duration(
          "mooring.session.import-timeout",
          "PT1M",
          "How long opencode may take to import one lost conversation.");
  public static final Setting<DataSize> TRANSCRIPT =
      Setting.size(
          "mooring.session.transcript",
          "128KiB",
          "Characters of a lost conversation that an agent is told where nothing can be imported;"
              + " the newest are kept.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(ROOTS, AGENT, FRESH, CLAIM_WAIT, IMPORT_TIMEOUT, TRANSCRIPT);
  }

  @Override
  public List<String> contradictions(Settings settings) {
    return settings.get(ROOTS).stream()
        .filter(root -> !Path.of(root).isAbsolute())
        .map(root -> ROOTS.key() + " holds '" + root + "', which is not an absolute path")
        .toList();
  }
}
