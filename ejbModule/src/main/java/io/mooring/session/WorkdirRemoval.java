package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.schema.Conflicts;
import io.mooring.worktree.TreeRemoval;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Removes the workdirs that Mooring made and whose last session was deleted. That they go is
 * written with the deletion, so that what a crash left is removed later.
 */
@ApplicationScoped
public class WorkdirRemoval {
  private static final System.Logger LOG = System.getLogger(WorkdirRemoval.class.getName());

  @Inject GoingWorkdirs going;
  @Inject OwnWorkdirs own;

  /** Those that could not be removed, which is said once. */
  private final Set<String> stuck = ConcurrentHashMap.newKeySet();

  /** Removes what is to go; what can't be removed is tried again the next time. */
  public void round(SystemCaller system) {
    for (GoingWorkdirs.Going workdir : Conflicts.retry(() -> going.all(system))) {
      remove(system, workdir);
    }
  }

  private void remove(SystemCaller system, GoingWorkdirs.Going workdir) {
    Path path = Path.of(workdir.path());
    if (!own.holds(system.tenant(), path)) {
      if (stuck.add(workdir.id())) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The workdir {0} is not below Mooring''s own directory: it is not removed.",
            workdir.id());
      }
      return;
    }
    try {
      TreeRemoval.remove(path);
      Conflicts.run(() -> going.gone(system, workdir.id()));
      stuck.remove(workdir.id());
    } catch (IOException e) {
      if (stuck.add(workdir.id())) {
        LOG.log(System.Logger.Level.WARNING, "Not removed yet: workdir " + workdir.id(), e);
      }
    }
  }
}
