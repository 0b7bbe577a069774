package io.mooring.snapshot.swap;

import io.mooring.snapshot.swap.SwapTrees.Occupant;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Moves the two trees until the wanted one stands in the workdir's place. Each move is a rename that
 * is synced, and what comes next is read from the disk: whoever finds a swap that was begun, calls
 * the same method again, and it goes on where the other one was.
 */
public final class Swap {
  /** More than an undisturbed swap needs: somebody keeps putting things in the way. */
  private static final int MOST_STEPS = 16;

  private static final int MOST_STRANGERS = 8;

  private final SwapPlace place;
  private final SwapTrees trees;
  private final Consumer<String> points;

  /**
   * A swap that was written down.
   *
   * @param points told after each move, before the next
   */
  public Swap(SwapPlace place, SwapTrees trees, Consumer<String> points) {
    this.place = place;
    this.trees = trees;
    this.points = points;
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
      switch (step) {
        case DONE:
          return true;
        case LOST:
          return false;
        case MOVE_OLD_AWAY:
          move(place.workdir(), place.old());
          break;
        case MOVE_STRANGER_AWAY:
          move(place.workdir(), freeStray());
          break;
        case MOVE_FRESH_IN:
          move(place.staged(), place.workdir());
          break;
        case MOVE_FRESH_OUT:
          move(place.workdir(), place.staged());
          break;
        case MOVE_OLD_BACK:
          move(place.old(), place.workdir());
          break;
      }
      points.accept(step.name());
    }
    throw new IOException("somebody keeps putting things in the workdir's place");
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
   * Removes what is not needed any more: whatever of the two trees does not stand in the workdir's
   * place, and what strangers put there. Nothing happens while the wanted tree is not in place.
   *
   * @param keepFresh whether the new tree is the one that stays
   */
  public void cleanUp(boolean keepFresh) throws IOException {
    Occupant standing = occupant(place.workdir());
    if (keepFresh && standing != Occupant.FRESH) {
      throw new IOException("the new tree is not in its place: nothing is removed");
    }
    if (!keepFresh && trees.old().isPresent() && standing != Occupant.OLD) {
      throw new IOException("the old tree is not in its place: nothing is removed");
    }
    TreeRemoval.remove(place.staged());
    TreeRemoval.remove(place.old());
    for (int i = 0; i < MOST_STRANGERS; i++) {
      TreeRemoval.remove(place.stray(i));
    }
  }
}
