package io.mooring.snapshot.swap;

import io.mooring.snapshot.swap.SwapTrees.Occupant;

/** What is to be done next, by what is on disk alone. */
enum SwapStep {
  MOVE_OLD_AWAY,
  MOVE_STRANGER_AWAY,
  MOVE_FRESH_IN,
  MOVE_FRESH_OUT,
  MOVE_OLD_BACK,
  /** Nothing is left to do. */
  DONE,
  /** The tree that should come in is not there. */
  LOST;

  /**
   * What stands where.
   *
   * @param staged in the place where the new tree was made
   * @param workdir in the place that both want
   * @param old in the place where the old tree waits
   */
  record Seen(Occupant staged, Occupant workdir, Occupant old) {}

  /** On the way to the new tree. */
  static SwapStep forward(Seen seen) {
    if (seen.workdir() == Occupant.FRESH) {
      return DONE;
    }
    if (seen.staged() != Occupant.FRESH) {
      return LOST;
    }
    return switch (seen.workdir()) {
      case NOTHING -> MOVE_FRESH_IN;
      case OLD -> MOVE_OLD_AWAY;
      case STRANGER, FRESH -> MOVE_STRANGER_AWAY;
    };
  }

  /**
   * On the way back to how it was.
   *
   * @param hadOld whether anything stood there before
   */
  static SwapStep back(Seen seen, boolean hadOld) {
    return switch (seen.workdir()) {
      case OLD -> DONE;
      case FRESH -> MOVE_FRESH_OUT;
      case STRANGER -> hadOld && seen.old() != Occupant.OLD ? LOST : MOVE_STRANGER_AWAY;
      case NOTHING -> {
        if (seen.old() == Occupant.OLD) {
          yield MOVE_OLD_BACK;
        }
        yield hadOld ? LOST : DONE;
      }
    };
  }
}
