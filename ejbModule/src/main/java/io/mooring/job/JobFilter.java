package io.mooring.job;

import java.util.Optional;

/**
 * Which runs to list.
 *
 * @param beforeMs with {@code beforeId} the position after which the page begins
 */
public record JobFilter(
    Optional<String> name, Optional<JobState> state, long beforeMs, String beforeId) {
  /** All of them, from the newest. */
  public static final JobFilter ALL =
      new JobFilter(Optional.empty(), Optional.empty(), Long.MAX_VALUE, "");
}
