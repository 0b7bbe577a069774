package io.mooring.session;

import io.mooring.access.Actor;

/** What a session must know of its turns: implemented by who runs them. */
public interface RunningTurns {
  /** Whether a turn of the session runs or waits. */
  boolean any(Actor actor, String sessionId);

  /** Ends every turn of the session that runs or waits; returns without waiting for it. */
  void abortAll(Actor actor, String sessionId);

  /** The same inside the caller's transaction, which holds the session's lock. */
  void abortAll(Actor actor, Session locked);

  /** Ends the one that runs, inside the caller's transaction, which holds the session's lock. */
  void abortRunning(Actor actor, Session locked);
}
