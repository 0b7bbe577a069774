package io.mooring.turn;

import io.mooring.approval.TestApprovals;
import io.mooring.idempotency.Repeatable;
import io.mooring.message.AgentText;
import io.mooring.schema.Conflicts;
import io.mooring.session.KnownAgents;
import io.mooring.session.RunningTurns;
import io.mooring.session.TestSessions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Turns on a node in plain Java. */
public final class TestTurns {
  private TestTurns() {}

  /** Lets sessions know of turns. */
  public static void bind(TestSessions node) {
    node.beans.bind(RunningTurns.class, AbortTurn.class);
    TestApprovals.bind(node.beans);
    node.beans.bind(AgentText.class, FilteredText.class);
    node.beans.bind(KnownAgents.class, AgentCatalog.class);
  }

  /** Runs turns of the node on threads of the test's; answers what stops that. */
  public static AutoCloseable run(TestSessions node, ExecutorService threads) {
    TurnDispatcher dispatcher = dispatcher(node, threads);
    return () -> dispatcher.drain(Duration.ZERO);
  }

  private static final NewTurn GO =
      new NewTurn(
          "go",
          "[{\"type\":\"text\",\"text\":\"go\"}]",
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Posts a prompt of Ann's; it runs at once where it can. */
  public static String post(TestSessions node, String session) {
    return node.get(PostTurn.class).post(TestSessions.ANN, session, GO, Optional.empty()).id();
  }

  /** Queues a prompt of Ann's that nobody starts. */
  static String queue(TestSessions node, String session) {
    return queue(node, session, GO, Optional.empty()).id();
  }

  /** Queues a prompt of Ann's past all that is asked first. */
  static TurnDocument queue(
      TestSessions node, String session, NewTurn wanted, Optional<Repeatable> request) {
    TurnQueueing.Answer answer =
        Conflicts.retry(
            () ->
                node.get(TurnQueueing.class)
                    .queue(TestSessions.ANN, session, wanted, request, true, false));
    return ((TurnQueueing.Answer.Queued) answer).turn();
  }

  /** Whether a turn has ended and its runner is gone. */
  public static boolean hasEnded(TestSessions node, String turn) {
    return node.get(ReadTurns.class).get(TestSessions.ANN, turn).state().hasEnded()
        && node.get(OpenTurns.class).count() == 0;
  }

  /** The dispatcher on threads of the test's. */
  static TurnDispatcher dispatcher(TestSessions node, ExecutorService threads) {
    node.get(TurnThreads.class).executor = threads;
    TurnDispatcher dispatcher = node.get(TurnDispatcher.class);
    node.get(TurnWaiters.class);
    return dispatcher;
  }
}
