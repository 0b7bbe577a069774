package io.mooring.snapshot.swap;

import java.util.OptionalLong;

/**
 * The two trees of a swap; written down before the first rename.
 *
 * @param fresh the inode of the new tree
 * @param old the inode of the one that is to give way; empty when there was none
 */
public record SwapTrees(long fresh, OptionalLong old) {
  Occupant occupant(OptionalLong inode) {
    if (inode.isEmpty()) {
      return Occupant.NOTHING;
    }
    if (inode.getAsLong() == fresh) {
      return Occupant.FRESH;
    }
    return inode.equals(old) ? Occupant.OLD : Occupant.STRANGER;
  }

  /** What has a name. */
  enum Occupant {
    NOTHING,
    FRESH,
    OLD,
    /** Neither of the two: somebody has put it there. */
    STRANGER
  }
}
