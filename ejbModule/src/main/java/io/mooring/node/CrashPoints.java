package io.mooring.node;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Named points between two steps, each of which may be the last thing that this node does. Nothing
 * happens there. The crash tests put an alternative in its place that ends the process; it is in no
 * package that leaves the build.
 */
@ApplicationScoped
public class CrashPoints {
  /**
   * The steps before this point are done, those after it are not begun.
   *
   * @param point feature and step, for example {@code session.made}
   * @param id of the session that is worked at
   */
  public void reached(String point, String id) {
    // A crash is something for tests.
  }
}
