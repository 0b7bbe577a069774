package io.mooring.session;

import io.mooring.access.Actor;
import java.util.Optional;

/** What a session must know of its turns: implemented by who runs them. */
public interface RunningTurns {
  /** Whether a turn of the session runs or waits. */
  boolean any(Actor actor, String sessionId);

  /** Ends every turn of the session that runs or waits; returns without waiting for it. */
  void abortAll(Actor actor, String sessionId);

  /** The same inside the caller's transaction, which holds the session's lock. */
  void abortAll(Actor actor, Session locked);

  /**
   * The prompt of a turn.
   *
   * @param messageId what it was called upstream when it was last about to leave
   * @param text what a person wrote in it
   */
  record Prompt(Optional<String> messageId, String text) {}

  /** The prompt of the one that runs, inside the caller's transaction. */
  Optional<Prompt> runningPrompt(Actor actor, String sessionId);

  /** Ends the one that runs, inside the caller's transaction, which holds the session's lock. */
  void abortRunning(Actor actor, Session locked);
}
