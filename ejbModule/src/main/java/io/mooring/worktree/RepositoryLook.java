package io.mooring.worktree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.IndexDiff;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.ReflogEntry;
import org.eclipse.jgit.lib.ReflogReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryState;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.submodule.SubmoduleWalk.IgnoreSubmoduleMode;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** Reads one repository that a {@link WorktreeScan} found harmless; writes nothing. */
final class RepositoryLook {
  private static final String STASH = "refs/stash";
  private static final Set<RepositoryState> AT_REST =
      Set.of(RepositoryState.SAFE, RepositoryState.BISECTING, RepositoryState.BARE);

  private final String prefix;
  private final BooleanSupplier late;
  private final Found uncommitted;
  private final Found unpushed;
  private final Found unmerged;

  /**
   * @param prefix stands before every name, so that it is relative to the directory looked at
   * @param late whether there is no time left
   */
  RepositoryLook(
      String prefix, BooleanSupplier late, Found uncommitted, Found unpushed, Found unmerged) {
    this.prefix = prefix;
    this.late = late;
    this.uncommitted = uncommitted;
    this.unpushed = unpushed;
    this.unmerged = unmerged;
  }

  /** There was no time left. */
  static final class Late extends RuntimeException {
    Late() {
      super("no time left");
    }
  }

  /**
   * @param lookedAt repositories that are looked at on their own: inside of this one they count as
   *     nothing, though git calls them untracked
   */
  void look(Path root, Collection<Path> lookedAt) throws IOException {
    var builder = new FileRepositoryBuilder();
    builder.setFS(new InertFs());
    builder.setGitDir(root.resolve(".git").toFile());
    builder.setWorkTree(root.toFile());
    builder.setMustExist(true);
    try (Repository repository = builder.build()) {
      Ref head = repository.exactRef("HEAD");
      if (head == null) {
        throw new IOException("a repository without a HEAD");
      }
      status(repository, head.getObjectId(), lookedAt);
      commits(repository, head);
    }
  }

  private void status(Repository repository, @Nullable ObjectId head, Collection<Path> lookedAt)
      throws IOException {
    var diff = new IndexDiff(repository, head, new FileTreeIterator(repository));
    diff.setIgnoreSubmoduleMode(IgnoreSubmoduleMode.ALL);
    diff.setFilter(new InTime());
    diff.diff();
    Path root = repository.getWorkTree().toPath();
    Set<String> names = new TreeSet<>(diff.getUntracked());
    names.removeIf(name -> lookedAt.contains(root.resolve(name)));
    names.addAll(diff.getAdded());
    names.addAll(diff.getChanged());
    names.addAll(diff.getRemoved());
    names.addAll(diff.getMissing());
    names.addAll(diff.getModified());
    names.removeAll(diff.getConflicting());
    names.forEach(name -> uncommitted.add(prefix + name));
    diff.getConflicting().forEach(name -> unmerged.add(prefix + name));
    RepositoryState state = repository.getRepositoryState();
    if (!AT_REST.contains(state)) {
      unmerged.add(prefix + "." + " (" + state.getDescription() + ")");
    }
  }

  private void commits(Repository repository, Ref head) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      for (ObjectId tip : tips(repository, head)) {
        RevObject object = walk.peel(walk.parseAny(tip));
        if (object instanceof RevCommit commit) {
          walk.markStart(commit);
        }
      }
      for (Ref remote : repository.getRefDatabase().getRefsByPrefix("refs/remotes/")) {
        if (remote.getObjectId() != null
            && walk.parseAny(remote.getObjectId()) instanceof RevCommit commit) {
          walk.markUninteresting(commit);
        }
      }
      for (RevCommit commit : walk) {
        unpushed.add(prefix + commit.name().substring(0, 12) + " " + commit.getShortMessage());
        requireTime();
      }
    }
  }

  /** Where local work ends: HEAD, every branch, every stash. */
  private static List<ObjectId> tips(Repository repository, Ref head) throws IOException {
    List<ObjectId> tips = new ArrayList<>();
    add(tips, head.getObjectId());
    for (Ref branch : repository.getRefDatabase().getRefsByPrefix("refs/heads/", STASH)) {
      add(tips, branch.getObjectId());
    }
    ReflogReader stashes = repository.getRefDatabase().getReflogReader(STASH);
    if (stashes != null) {
      for (ReflogEntry entry : stashes.getReverseEntries()) {
        add(tips, entry.getNewId());
      }
    }
    return tips;
  }

  private static void add(List<ObjectId> tips, @Nullable ObjectId tip) {
    if (tip != null && !ObjectId.zeroId().equals(tip)) {
      tips.add(tip);
    }
  }

  private void requireTime() {
    if (late.getAsBoolean()) {
      throw new Late();
    }
  }

  /** Lets everything pass while there is time. */
  private final class InTime extends TreeFilter {
    @Override
    public boolean include(TreeWalk walker) {
      requireTime();
      return true;
    }

    @Override
    public boolean shouldBeRecursive() {
      return true;
    }

    @Override
    public TreeFilter clone() {
      return this;
    }
  }
}
