package io.mooring.turn;

import io.mooring.approval.TestApprovals;
import io.mooring.session.RunningTurns;
import io.mooring.session.TestSessions;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.ExecutorService;

/** Turns on a node in plain Java. */
public final class TestTurns {
  private TestTurns() {}

  /** Lets sessions know of turns. */
  public static void bind(TestSessions node) {
    node.beans.bind(RunningTurns.class, AbortTurn.class);
    TestApprovals.bind(node.beans);
  }

  /** The dispatcher on threads of the test's. */
  static TurnDispatcher dispatcher(TestSessions node, ExecutorService threads) {
    TurnDispatcher dispatcher = node.get(TurnDispatcher.class);
    dispatcher.executor =
        (ManagedExecutorService)
            Proxy.newProxyInstance(
                TestTurns.class.getClassLoader(),
                new Class<?>[] {ManagedExecutorService.class},
                (proxy, method, arguments) -> {
                  try {
                    return method.invoke(threads, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    node.get(TurnWaiters.class);
    return dispatcher;
  }
}
