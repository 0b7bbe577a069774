package io.mooring.turn;

import io.mooring.session.RunningTurns;
import io.mooring.session.TestSessions;
import java.util.concurrent.ExecutorService;

/** Turns on a node in plain Java. */
public final class TestTurns {
  private TestTurns() {}

  /** Lets sessions know of turns. */
  public static void bind(TestSessions node) {
    node.beans.bind(RunningTurns.class, AbortTurn.class);
  }

  /** The dispatcher on threads of the test's. */
  static TurnDispatcher dispatcher(TestSessions node, ExecutorService threads) {
    node.get(TurnThreads.class).executor = threads;
    TurnDispatcher dispatcher = node.get(TurnDispatcher.class);
    node.get(TurnWaiters.class);
    return dispatcher;
  }
}
