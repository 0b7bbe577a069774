package io.mooring.session;

import io.mooring.access.SystemCaller;

/** Saves what a workdir holds before it is removed: implemented by who keeps snapshots. */
public interface WorkdirFarewell {
  /**
   * Saves the session's workdir and proves that it can be brought back.
   *
   * @throws io.mooring.problem.Problem when it can't be saved; then it must not be removed
   */
  void save(SystemCaller system, String sessionId);
}
