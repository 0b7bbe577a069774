package io.mooring.turn;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.host.Servers;
import io.mooring.opencode.Opencode;
import io.mooring.session.ModelRef;
import io.mooring.session.NewSession;
import io.mooring.session.OwnWorkdirs;
import io.mooring.session.SessionChanges;
import io.mooring.tool.SafeText;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Lists the models and agents that may be asked for. NOT_SUPPORTED, for upstream is called. Only
 * names leave: a provider's options and keys are never in hand here.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ReadOffers {
  private static final int MOST_NAME_CHARS = 200;
  private static final int MOST_DESCRIPTION_CHARS = 2_000;

  @Inject Servers servers;
  @Inject SessionChanges sessions;
  @Inject OwnWorkdirs ownWorkdirs;

  /**
   * The models.
   *
   * @param sessionId the session in whose workdir they are asked for, which may have a
   *     configuration of its own
   */
  public List<OfferedModel> models(Caller caller, Optional<String> sessionId) {
    String directory = directory(caller, sessionId);
    return upstream(caller).providers(directory).stream()
        .flatMap(
            provider ->
                provider.models().stream()
                    .filter(model -> isUsable(provider.id()) && isUsable(model.id()))
                    .map(
                        model ->
                            new OfferedModel(
                                provider.id(),
                                model.id(),
                                SafeText.line(model.name(), MOST_NAME_CHARS),
                                SafeText.line(provider.name(), MOST_NAME_CHARS))))
        .toList();
  }

  /** The agents, without those that only other agents call. */
  public List<OfferedAgent> agents(Caller caller, Optional<String> sessionId) {
    String directory = directory(caller, sessionId);
    return upstream(caller).agents(directory).stream()
        .filter(AgentCatalog::isOffered)
        .filter(agent -> isUsable(agent.name()))
        .map(
            agent ->
                new OfferedAgent(
                    agent.name(), SafeText.line(agent.description(), MOST_DESCRIPTION_CHARS)))
        .toList();
  }

  private Opencode upstream(Caller caller) {
    return servers.server(caller.tenant()).client();
  }

  private String directory(Caller caller, Optional<String> sessionId) {
    if (caller.roles().isEmpty()) {
      throw new Forbidden("Your roles don't allow to see what may be asked for.");
    }
    return sessionId
        .map(id -> sessions.read(caller, id).workdir())
        .orElseGet(() -> ownWorkdirs.root(caller.tenant()).toString());
  }

  /** What has no usable form can't be asked for either. */
  private static boolean isUsable(String id) {
    return !id.isBlank()
        && id.length() <= Math.min(ModelRef.MOST_CHARS, NewSession.MOST_AGENT_CHARS)
        && id.chars().noneMatch(Character::isISOControl);
  }
}
