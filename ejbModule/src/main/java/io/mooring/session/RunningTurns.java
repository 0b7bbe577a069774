package io.mooring.session;

import io.mooring.access.Actor;

/** What a session must know of its turns: implemented by who runs them. */
public interface RunningTurns {
  /** Whether a turn of the session runs or waits. */
  boolean any(Actor actor, String sessionId);

  /** Ends every turn of the session that runs or waits; returns without waiting for it. */
  void abortAll(Actor actor, String sessionId);
}
