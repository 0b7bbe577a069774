package io.mooring.worktree;

import io.mooring.config.Setting;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** How far a look into an agent's directory goes. */
@ApplicationScoped
public class WorktreeSettings implements SettingsGroup {
  public static final Setting<Duration> TIMEOUT =
      Setting.duration(
          "mooring.worktree.timeout",
          "PT30S",
          "How long a look for unsaved work may take; what takes longer counts as unsaved.");
  public static final Setting<Integer> MOST_FILES =
      Setting.number(
          "mooring.worktree.most-files",
          200_000,
          1,
          10_000_000,
          "How many files are looked at; a directory with more counts as unsaved.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(TIMEOUT, MOST_FILES);
  }
}
