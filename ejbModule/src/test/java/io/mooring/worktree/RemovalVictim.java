package io.mooring.worktree;

import java.io.IOException;
import java.nio.file.Path;

/** Removes the tree that its argument names, until somebody kills it. */
final class RemovalVictim {
  private RemovalVictim() {}

  public static void main(String[] args) throws IOException {
    TreeRemoval.remove(Path.of(args[0]));
  }
}
