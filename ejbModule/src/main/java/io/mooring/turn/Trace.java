package io.mooring.turn;

/**
 * What a running turn may have left beside its own row, so that its end looks only for that.
 *
 * @param keptReply whether its reply was written down while it ran
 * @param asks whether the agent asked somebody
 * @param files whether a file event was told before the end
 */
record Trace(boolean keptReply, boolean asks, boolean files) {
  /** Nobody here has seen all of the turn: everything is looked for. */
  static final Trace UNKNOWN = new Trace(true, true, true);
}
