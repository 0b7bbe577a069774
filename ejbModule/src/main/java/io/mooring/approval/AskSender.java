package io.mooring.approval;

import io.mooring.access.SystemCaller;
import io.mooring.node.CrashPoints;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.PermissionReply;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.schema.Conflicts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Tells upstream what was decided, outside any transaction, and writes down that it has it. */
@ApplicationScoped
public class AskSender {
  private static final System.Logger LOG = System.getLogger(AskSender.class.getName());

  @Inject AskSteps steps;
  @Inject CrashPoints points;

  /**
   * Tells it, again after doubt: upstream takes a reply only once.
   *
   * @throws UpstreamFailure when it is not known whether upstream has it: it stays to be sent
   */
  public void send(SystemCaller system, Opencode upstream, Unsettled decided) {
    points.reached("approval.decided", decided.sessionId());
    try {
      tell(upstream, decided);
    } catch (UpstreamFailure.NotFound arrivedOrGivenUp) {
      LOG.log(System.Logger.Level.DEBUG, "Nobody waits for it any more.", arrivedOrGivenUp);
    }
    points.reached("approval.told", decided.sessionId());
    Conflicts.run(() -> steps.confirm(system, decided.id()));
  }

  private static void tell(Opencode upstream, Unsettled decided) {
    Decision decision = decided.decision().orElseThrow();
    if (decided.kind() == AskKind.APPROVAL) {
      // Upstream's own "always" would hold for every session of the directory.
      boolean reject = decision == Decision.REJECT;
      @Nullable String message = decided.message().orElse(null);
      upstream.replyPermission(
          decided.directory(),
          decided.requestId(),
          reject ? PermissionReply.REJECT : PermissionReply.ONCE,
          message);
    } else if (decision == Decision.ANSWER) {
      upstream.replyQuestion(
          decided.directory(), decided.requestId(), decided.answers().orElseThrow());
    } else {
      upstream.rejectQuestion(decided.directory(), decided.requestId());
    }
  }
}
