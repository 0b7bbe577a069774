package io.mooring.snapshot.restoring;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.config.Settings;
import io.mooring.node.ThisNode;
import io.mooring.snapshot.swap.Swap;
import io.mooring.snapshot.swap.SwapPlace;
import io.mooring.time.Ticker;
import io.mooring.worktree.TreeRemoval;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * Goes on with restores that nobody works at: those of dead boots, and those of this boot that had
 * to wait. And it removes what ended restores have left beside their workdirs, the old tree only
 * once the snapshot of it was read to its last byte.
 *
 * <p>Files are a node's own. So of another node's restores it only touches those of which it sees
 * the trees, by a name that nobody guesses; one that has nothing on disk yet just ends.
 */
@ApplicationScoped
class RestoreReaper {
  private static final System.Logger LOG = System.getLogger(RestoreReaper.class.getName());
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);
  private static final int PAGE = 100;
  private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

  @Inject RestoreSteps steps;
  @Inject RunRestore runs;
  @Inject RestoreThreads threads;
  @Inject ProveSnapshot prove;
  @Inject ThisNode node;
  @Inject Ticker ticker;
  @Inject Settings settings;

  /** When what could not be removed was last tried. */
  private final Map<String, Long> tried = new ConcurrentHashMap<>();

  /** One round; called every few seconds, and at start before any turn begins. */
  void reap() {
    List<Restore> all = steps.unfinished(SYSTEM, PAGE);
    if (all.isEmpty()) {
      return;
    }
    Set<String> holders = new HashSet<>(steps.holders(SYSTEM));
    Set<String> dead = node.deadBoots(holders);
    for (Restore restore : all) {
      if (restore.state().hasEnded()) {
        if (isSeen(restore) && isDue(restore)) {
          submit(restore, () -> clean(restore));
        }
      } else if (mayTakeOver(restore, dead)) {
        submit(restore, () -> goOn(restore));
      }
    }
  }

  private boolean mayTakeOver(Restore restore, Set<String> dead) {
    Optional<String> boot = restore.leaseBoot();
    boolean free =
        boot.filter(dead::contains).isPresent() || boot.equals(Optional.of(node.bootId()));
    return free && (isSeen(restore) || restore.state() == RestoreState.PREPARING);
  }

  private boolean isSeen(Restore restore) {
    SwapPlace place = restore.place();
    return restore.nodeId().equals(node.nodeId())
        || Files.exists(place.staged(), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(place.old(), LinkOption.NOFOLLOW_LINKS);
  }

  private boolean isDue(Restore restore) {
    Long last = tried.get(restore.id());
    return last == null || ticker.since(last).compareTo(TRY_AGAIN) >= 0;
  }

  private void submit(Restore restore, Runnable work) {
    if (!runs.reserve(restore.id())) {
      return;
    }
    try {
      threads.submit(work);
    } catch (RejectedExecutionException e) {
      runs.forget(restore.id());
      LOG.log(System.Logger.Level.DEBUG, "no thread for a restore now", e);
    }
  }

  private void goOn(Restore seen) {
    Optional<Restore> mine = Optional.of(seen);
    try {
      if (!seen.leaseBoot().equals(Optional.of(node.bootId()))) {
        mine = steps.takeOver(SYSTEM, seen);
      }
    } catch (RuntimeException e) {
      runs.forget(seen.id());
      throw e;
    }
    if (mine.isEmpty()) {
      runs.forget(seen.id());
      return;
    }
    LOG.log(System.Logger.Level.INFO, "Goes on with restore {0}.", seen.id());
    runs.run(mine.get(), false);
  }

  private void clean(Restore restore) {
    try {
      tried.put(restore.id(), ticker.nanos());
      if (restore.state() == RestoreState.DONE && restore.beforeSnapshotId().isPresent()) {
        prove.prove(SYSTEM, restore.beforeSnapshotId().get(), RestoreSettings.limits(settings));
      }
      Swap.removeRest(restore.place());
      if (restore.state() == RestoreState.FAILED && restore.target() == RestoreTarget.NEW) {
        TreeRemoval.remove(restore.place().workdir()); // made for it, and no turn ever ran there
      }
      steps.cleaned(SYSTEM, restore.id());
      tried.remove(restore.id());
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "What restore " + restore.id() + " has left beside its workdir stays for now.",
          e);
    } finally {
      runs.forget(restore.id());
    }
  }
}
