package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Caller;

/** What the feed must know of sessions: implemented by who owns them. */
public interface SessionView {
  /**
   * Refuses who may not see the session.
   *
   * @throws io.mooring.problem.Problem not found, when it is unknown or not the caller's to see
   */
  void requireVisible(Caller caller, String sessionId);

  /**
   * The session as the API shows it.
   *
   * @throws io.mooring.problem.Problem not found, when it is unknown or not the caller's to see
   */
  ObjectNode describe(Caller caller, String sessionId);
}
