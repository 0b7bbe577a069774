package io.mooring.snapshot.restoring;

import io.mooring.access.SystemCaller;
import io.mooring.host.Servers;
import io.mooring.opencode.Opencode;
import io.mooring.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Upstream keeps an instance for each directory that it works in, with watchers and caches of files
 * that are no longer there after a swap. One is disposed of when upstream says that no session
 * rests otherwise than idle in it; else it stays, for a prompt in flight would run again.
 */
@ApplicationScoped
class Instances {
  private static final System.Logger LOG = System.getLogger(Instances.class.getName());

  @Inject Servers servers;
  @Inject RestoreSteps steps;

  /** Disposes of those of a directory and of what is below it, as far as that can be done. */
  void disposeIdle(SystemCaller system, String path) {
    List<String> all = steps.directoriesFrom(system, path);
    Opencode upstream = servers.server(system.tenant()).client();
    for (String directory : all) {
      try {
        if (upstream.statuses(directory).isEmpty()) {
          upstream.disposeInstance(directory);
        } else {
          LOG.log(
              System.Logger.Level.WARNING,
              "opencode is busy in {0}: its instance there is not renewed.",
              directory);
        }
      } catch (Problem e) {
        LOG.log(System.Logger.Level.WARNING, "An instance of opencode was not renewed.", e);
      }
    }
  }
}
