package io.mooring.snapshot.upkeep;

import java.util.Set;

/**
 * Which snapshots of a tenant the store must not lose, by their rows. A capture and a restore are
 * in here from before their first call to the store until after their last.
 */
public interface SnapshotsInUse {
  /**
   * The names of those that are reported, of those being captured, of those that a running capture
   * builds on, and of those being restored.
   */
  Set<String> kept();

  /** What runs: an id for each capture and each restore. */
  Set<String> running();
}
