package io.mooring.approval;

import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.host.Servers;
import io.mooring.host.UpstreamServer;
import io.mooring.problem.Problem;
import io.mooring.schema.Conflicts;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Decides for a person: durable first, then upstream is told. NOT_SUPPORTED, for upstream is
 * called. When that fails now, the turn's runner tells it later.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DecideAsk {
  private static final System.Logger LOG = System.getLogger(DecideAsk.class.getName());

  @Inject AskSteps steps;
  @Inject AskSender sender;
  @Inject Servers servers;

  /**
   * Decides about an approval or a question.
   *
   * @throws ApprovalFailure not found, or already decided
   */
  public AskDocument decide(Caller caller, String id, AskKind kind, Choice choice) {
    List<Unsettled> decided = Conflicts.retry(() -> steps.decide(caller, id, kind, choice));
    Optional<UpstreamServer> server = servers.find(caller.tenant());
    server.ifPresent(up -> decided.forEach(ask -> send(caller, up, ask)));
    return steps.read(caller, id);
  }

  private void send(Caller caller, UpstreamServer server, Unsettled ask) {
    try {
      sender.send(new SystemCaller(caller.tenant()), server.client(), ask);
    } catch (Problem e) {
      LOG.log(System.Logger.Level.WARNING, () -> ask.id() + " is decided and not yet told.", e);
    }
  }
}
