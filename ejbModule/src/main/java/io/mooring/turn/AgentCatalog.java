package io.mooring.turn;

import io.mooring.host.Servers;
import io.mooring.opencode.UpstreamAgent;
import io.mooring.problem.InvalidValue;
import io.mooring.session.KnownAgents;
import io.mooring.time.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;

/**
 * The agents that sessions and prompts may name, as upstream listed them at most a minute ago.
 * Where no server is up nothing is refused: the turn will tell.
 */
@ApplicationScoped
class AgentCatalog implements KnownAgents {
  @Inject Servers servers;
  @Inject Ticker ticker;

  private final Listed<String> listed = new Listed<>();

  /** Whether an agent may be asked for: those that only other agents call, or nobody, may not. */
  static boolean isOffered(UpstreamAgent agent) {
    return !agent.hidden() && !agent.mode().equals("subagent");
  }

  @Override
  public void learn(String tenant, String directory) {
    if (listed.in(tenant, directory, ticker).isEmpty()) {
      ask(tenant, directory);
    }
  }

  @Override
  public void refuseUnknown(String tenant, String directory, String agent) {
    require(tenant, directory, agent);
  }

  /**
   * Refuses an agent that upstream does not offer in a workdir; asks nobody.
   *
   * @return false when upstream must be {@link #ask asked} first
   * @throws InvalidValue unknown
   */
  boolean require(String tenant, String workdir, String wanted) {
    Optional<Set<String>> agents = listed.in(tenant, workdir, ticker);
    if (agents.isPresent() && !agents.get().contains(wanted)) {
      throw new InvalidValue("unknown-agent", "agent", "opencode offers no such agent here.", null);
    }
    return agents.isPresent();
  }

  /** Asks upstream for the agents of a workdir; learns nothing when it can't tell now. */
  void ask(String tenant, String workdir) {
    listed.ask(
        servers,
        tenant,
        workdir,
        ticker,
        upstream ->
            upstream.agents(workdir).stream()
                .filter(AgentCatalog::isOffered)
                .map(UpstreamAgent::name));
  }
}
