package io.mooring.worktree;

import io.mooring.config.Settings;
import io.mooring.time.Ticker;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.util.SystemReader;

/**
 * Tells whether a directory holds work that is nowhere else. The directory is the agent's and the
 * agent is hostile: nothing in it is run, no link in it is followed, nothing is written, and time
 * and size are bounded. Whatever can't be told counts as unsaved.
 *
 * <p>Call it outside of any transaction: it may take as long as {@link WorktreeSettings#TIMEOUT}.
 */
@ApplicationScoped
public class WorktreeInspection {
  private static final System.Logger LOG = System.getLogger(WorktreeInspection.class.getName());
  private static final int AT_ONCE = 2;

  static {
    SystemReader.setInstance(new InertSystem(SystemReader.getInstance()));
  }

  @Inject Settings settings;
  @Inject Ticker ticker;

  /** Threads of our own, few: a look takes memory, and one that hangs takes nobody else's. */
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE,
          work -> {
            Thread thread = new Thread(work, "mooring-worktree");
            thread.setDaemon(true);
            return thread;
          });

  @PreDestroy
  void end() {
    threads.shutdownNow();
  }

  /**
   * Looks at a directory and all repositories in it. One that is not there is clean.
   *
   * @param directory absolute, links resolved
   */
  public WorktreeReport inspect(Path directory) {
    return inspect(
        directory,
        settings.get(WorktreeSettings.TIMEOUT),
        settings.get(WorktreeSettings.MOST_FILES),
        ticker);
  }

  WorktreeReport inspect(Path directory, Duration longest, int mostFiles, Ticker clock) {
    long begun = clock.nanos();
    BooleanSupplier late = () -> clock.since(begun).compareTo(longest) > 0;
    Future<WorktreeReport> look = threads.submit(() -> look(directory, mostFiles, late));
    try {
      return look.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      look.cancel(true);
      return WorktreeReport.unreadable("more than can be looked at in time");
    } catch (ExecutionException e) {
      LOG.log(System.Logger.Level.INFO, "A workdir could not be looked at.", e);
      return WorktreeReport.unreadable("a repository that can't be read");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return WorktreeReport.unreadable("nothing, for Mooring stops");
    }
  }

  private WorktreeReport look(Path directory, int mostFiles, BooleanSupplier late)
      throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return WorktreeReport.clean();
    }
    if (!directory.equals(directory.toRealPath()) || !Files.isDirectory(directory)) {
      return WorktreeReport.unreadable("the workdir is a link now");
    }
    var scan = new WorktreeScan(directory, mostFiles, late);
    scan.run();
    Found unpushed = new Found();
    Found unmerged = new Found();
    // Nothing is opened while anything in it may lead elsewhere: it is dirty in any case.
    for (Path root : scan.unreadable.isEmpty() ? scan.repositories : List.<Path>of()) {
      String prefix = root.equals(directory) ? "" : directory.relativize(root) + "/";
      new RepositoryLook(prefix, late, scan.loose, unpushed, unmerged)
          .look(root, scan.repositories);
    }
    return new WorktreeReport(
        scan.loose.findings(),
        unpushed.findings(),
        unmerged.findings(),
        scan.unreadable.findings());
  }
}
