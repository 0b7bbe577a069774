package io.mooring.snapshot.restoring;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.schema.Conflicts;
import io.mooring.session.History;
import io.mooring.snapshot.DataKeys;
import io.mooring.snapshot.SnapshotConversations;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.restore.Staged;
import io.mooring.snapshot.restore.Staging;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.swap.Identity;
import io.mooring.snapshot.swap.ResumeLine;
import io.mooring.snapshot.swap.SwapPlace;
import io.mooring.snapshot.swap.SwapTrees;
import io.mooring.snapshot.swap.TreeSync;
import io.mooring.snapshot.swap.Workplace;
import io.mooring.worktree.TreeRemoval;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Brings a snapshot's files back beside the workdir, every byte proved, and onto the disk. */
@ApplicationScoped
class StageTree {
  private static final System.Logger LOG = System.getLogger(StageTree.class.getName());

  @Inject SnapshotStore store;
  @Inject DataKeys dataKeys;
  @Inject SnapshotConversations conversations;
  @Inject RestoreThreads threads;
  @Inject Settings settings;
  @Inject Clock clock;

  /** The new tree, ready to take the workdir's place, and the one that is there now. */
  SwapTrees stage(SystemCaller system, Restore restore) throws IOException {
    SwapPlace place = restore.place();
    TreeRemoval.remove(place.staged());
    TenantKeys keys = Conflicts.retry(() -> dataKeys.snapshots(system));
    Manifest manifest = Manifests.open(store, keys, restore.snapshotId());
    // Read to its end before anything is moved: it must be whole, too.
    History history = conversations.read(store, keys, manifest);
    LOG.log(
        System.Logger.Level.DEBUG,
        "{0} messages come back with {1}",
        history.conversation().messages().size(),
        restore.id());
    Staging staging =
        new Staging(
            store,
            keys,
            RestoreSettings.limits(settings),
            settings.get(RestoreSettings.WRITERS),
            settings.get(RestoreSettings.STORE_TIMEOUT),
            threads.factory());
    Staged staged = staging.stageAt(manifest, place.staged());
    if (!ResumeLine.append(staged.directory(), clock.instant())) {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} holds something else than a file named {1}; it is left alone.",
          restore.snapshotId(),
          ResumeLine.NAME);
    }
    Path workdir = place.workdir();
    Workplace.dress(staged.directory(), workdir);
    new TreeSync(settings.get(RestoreSettings.SYNC_TIMEOUT)).sync(staged.directory());
    return new SwapTrees(
        Identity.of(staged.directory()).orElseThrow(() -> new IOException("the new tree is gone")),
        Identity.of(workdir));
  }

  /** What was said by then. */
  History history(SystemCaller system, String snapshotId) throws IOException {
    TenantKeys keys = Conflicts.retry(() -> dataKeys.snapshots(system));
    Manifest manifest = Manifests.open(store, keys, snapshotId);
    return conversations.read(store, keys, manifest);
  }
}
