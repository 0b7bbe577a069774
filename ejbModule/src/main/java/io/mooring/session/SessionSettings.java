package io.mooring.session;

import io.mooring.config.DataSize;
import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import io.mooring.job.Schedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
  public static final Setting<Duration> IDLE =
      Setting.duration(
          "mooring.session.idle-timeout",
          "PT30M",
          "How long a node remembers anything of a session in which nothing happens.");

  public static final Setting<List<PermissionRule>> PERMISSIONS =
      new Setting<>(
          "mooring.session.permissions",
          "rules",
          "",
          "What agents may do, ask about or must not do in every session.",
          false,
          RuleTexts::list);
  public static final Setting<Map<String, List<PermissionRule>>> AGENT_PERMISSIONS =
      new Setting<>(
          "mooring.session.agent-permissions",
          "rules by agent",
          "",
          "The same for single agents; these rules follow those for all.",
          false,
          RuleTexts::byAgent);

  public static final Setting<Duration> KEEP_REPLACED =
      Setting.duration(
          "mooring.session.keep-replaced",
          "P7D",
          "How long an upstream session is kept after another one took its place.");
  public static final Setting<Schedule> SWEEP_SCHEDULE =
      Schedule.setting(
          "mooring.session.sweep-orphans-schedule",
          "41 3 * * *",
          "When to look for upstream sessions without an owner.");
  public static final Setting<SweepMode> SWEEP =
      Setting.choice(
          "mooring.session.sweep",
          SweepMode.class,
          SweepMode.REPORT,
          "What the scheduled look for upstream sessions without an owner does.");
  public static final Setting<Duration> SWEEP_GRACE =
      Setting.duration(
          "mooring.session.sweep-grace",
          "PT1H",
          "How old an upstream session without an owner must be to be deleted.");
  public static final Setting<Integer> SWEEP_FEW =
      Setting.number(
          "mooring.session.sweep-few",
          10,
          0,
          1_000_000,
          "How many upstream sessions a sweep may delete whatever their share is.");
  public static final Setting<Integer> SWEEP_PERCENT =
      Setting.number(
          "mooring.session.sweep-percent",
          10,
          0,
          100,
          "A sweep that would delete more of our upstream sessions than this deletes none.");

  /** What the scheduled sweep does. */
  public enum SweepMode {
    /** Nothing. */
    OFF,
    /** Logs what it would delete. */
    REPORT,
    /** Deletes. */
    DELETE
  }

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
    return List.of(
        ROOTS,
        AGENT,
        FRESH,
        CLAIM_WAIT,
        IDLE,
        PERMISSIONS,
        AGENT_PERMISSIONS,
        KEEP_REPLACED,
        SWEEP_SCHEDULE,
        SWEEP,
        SWEEP_GRACE,
        SWEEP_FEW,
        SWEEP_PERCENT,
        IMPORT_TIMEOUT,
        TRANSCRIPT);
  }

  @Override
  public List<String> contradictions(Settings settings) {
    return settings.get(ROOTS).stream()
        .filter(root -> !Path.of(root).isAbsolute())
        .map(root -> ROOTS.key() + " holds '" + root + "', which is not an absolute path")
        .toList();
  }
}
