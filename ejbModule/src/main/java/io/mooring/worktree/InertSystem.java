package io.mooring.worktree;

import java.io.File;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/** What JGit may know of this machine: neither its environment nor anybody's configuration. */
final class InertSystem extends SystemReader.Delegate {
  private static final FS NOTHING_RUNS = new InertFs();

  InertSystem(SystemReader clocks) {
    super(clocks);
  }

  @Override
  public @Nullable String getenv(String variable) {
    return null;
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new Empty(parent);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new Empty(parent);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new Empty(parent);
  }

  /**
   * Holds nothing and reads nothing. It says how exact time stamps are, for JGit would find out by
   * writing files into the directory.
   */
  private static final class Empty extends FileBasedConfig {
    private static final long STAMP_MILLIS = 10;

    Empty(@Nullable Config parent) {
      super(parent, new File("/nonexistent"), NOTHING_RUNS);
    }

    @Override
    public void load() {
      // There is nothing to load.
    }

    @Override
    public void save() {
      // Nobody keeps it.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }

    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long defaultValue, TimeUnit unit) {
      return ConfigConstants.CONFIG_FILESYSTEM_SECTION.equals(section)
          ? unit.convert(STAMP_MILLIS, TimeUnit.MILLISECONDS)
          : defaultValue;
    }
  }
}
