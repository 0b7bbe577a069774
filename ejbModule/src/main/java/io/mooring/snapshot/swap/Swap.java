package io.mooring.snapshot.swap;

import io.mooring.snapshot.swap.SwapTrees.Occupant;
import io.mooring.worktree.TreeRemoval;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Moves the two trees until the wanted one stands in the workdir's place. Each move is a rename
 * that is synced, and what comes next is read from the disk: whoever finds a swap that was begun,
 * calls the same method again, and it goes on where the other one was.
 */
public final class Swap {
  /** More than an undisturbed swap needs: somebody keeps putting things in the way. */
  private static final int MOST_STEPS = 16;

  private static final int MOST_STRANGERS = 8;

  private final SwapPlace place;
  private final SwapTrees trees;
  private final Watch watch;

  /** Who watches the moves. */
  public interface Watch {
    /** Throws when the swap may be somebody else's by now. */
    void before() throws IOException;

    /** A move was made and is on the disk. */
    void moved(String move);
  }

  /**
   * A swap that was written down.
   *
   * @param watch asked before each move, and told after it
   */
  public Swap(SwapPlace place, SwapTrees trees, Watch watch) {
    this.place = place;
    this.trees = trees;
    this.watch = watch;
  }

  /**
   * Puts the new tree in.
   *
   * @return false when the new tree is not there any more: go back
   * @throws IOException when a rename is refused; nothing is lost, and it can be tried again
   */
  public boolean forward() throws IOException {
    return run(true);
  }

  /**
   * Puts the old tree back.
   *
   * @return false when the old tree is not there any more
   */
  public boolean back() throws IOException {
    return run(false);
  }

  private boolean run(boolean forward) throws IOException {
    for (int i = 0; i < MOST_STEPS; i++) {
      SwapStep.Seen seen = look();
      SwapStep step =
          forward ? SwapStep.forward(seen) : SwapStep.back(seen, trees.old().isPresent());
      if (step == SwapStep.DONE || step == SwapStep.LOST) {
        return step == SwapStep.DONE;
      }
      watch.before();
      make(step);
      watch.moved(step.name());
    }
    throw new IOException("somebody keeps putting things in the workdir's place");
  }

  private void make(SwapStep step) throws IOException {
    switch (step) {
      case MOVE_OLD_AWAY -> move(place.workdir(), place.old());
      case MOVE_STRANGER_AWAY -> move(place.workdir(), freeStray());
      case MOVE_FRESH_IN -> move(place.staged(), place.workdir());
      case MOVE_FRESH_OUT -> move(place.workdir(), place.staged());
      case MOVE_OLD_BACK -> move(place.old(), place.workdir());
      case DONE, LOST -> throw new IllegalArgumentException(step + " is no move");
    }
  }

  private SwapStep.Seen look() throws IOException {
    return new SwapStep.Seen(
        occupant(place.staged()), occupant(place.workdir()), occupant(place.old()));
  }

  private Occupant occupant(Path path) throws IOException {
    return trees.occupant(Identity.of(path));
  }

  private Path freeStray() throws IOException {
    for (int i = 0; i < MOST_STRANGERS; i++) {
      if (!Files.exists(place.stray(i), LinkOption.NOFOLLOW_LINKS)) {
        return place.stray(i);
      }
    }
    throw new IOException("somebody keeps putting things in the workdir's place");
  }

  /** Where nothing was: a rename onto a name that is taken is refused by what is there. */
  private void move(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS) && !isEmptyFolder(to)) {
      throw new java.nio.file.FileAlreadyExistsException(to.toString());
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(place.parent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static boolean isEmptyFolder(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (var entries = Files.newDirectoryStream(path)) {
      return !entries.iterator().hasNext();
    }
  }

  /**
   * Removes all that lies beside the workdir: the tree that has given way, and what strangers had
   * put in its place. The workdir itself is not touched.
   */
  public static void removeRest(SwapPlace place) throws IOException {
    TreeRemoval.remove(place.staged());
    TreeRemoval.remove(place.old());
    for (int i = 0; i < MOST_STRANGERS; i++) {
      TreeRemoval.remove(place.stray(i));
    }
  }
}
