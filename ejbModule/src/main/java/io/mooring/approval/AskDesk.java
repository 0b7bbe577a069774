package io.mooring.approval;

import io.mooring.access.SystemCaller;
import io.mooring.host.UpstreamServer;
import io.mooring.schema.Conflicts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/** What the runner of a turn needs of approvals and questions. */
@ApplicationScoped
public class AskDesk {
  @Inject AskBook book;
  @Inject AskSteps steps;
  @Inject AskSender sender;
  @Inject Clock clock;

  /** What is written inside the runner's own transactions. */
  public AskBook book() {
    return book;
  }

  /** Upstream says that it was told something. */
  public void heard(SystemCaller system, String sessionId, String requestId, Decision decision) {
    Conflicts.run(() -> steps.heard(system, sessionId, requestId, decision));
  }

  /**
   * Goes on with what is unsettled in a turn: what is decided is told, what has waited for too long
   * is rejected.
   *
   * @return what still waits for somebody
   * @throws io.mooring.opencode.UpstreamFailure when upstream could not be told: call again
   */
  public List<Unsettled> settle(SystemCaller system, UpstreamServer server, String turnId) {
    for (Unsettled ask : steps.unsettled(system, turnId)) {
      if (ask.state() == AskState.DECIDED) {
        sender.send(system, server.client(), ask);
      } else if (!ask.expiresAt().isAfter(clock.instant())) {
        Conflicts.retry(() -> steps.expire(system, ask.id()))
            .forEach(expired -> sender.send(system, server.client(), expired));
      }
    }
    return steps.unsettled(system, turnId);
  }
}
