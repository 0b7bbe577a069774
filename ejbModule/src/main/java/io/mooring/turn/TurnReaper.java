package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.node.ThisNode;
import io.mooring.session.SessionReaper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;

/**
 * Finishes what dead boots left: their claims on sessions are released, their turns are taken over,
 * what they began upstream is settled; then they are buried. It also finds turns that wait though
 * nobody was told of them.
 */
@ApplicationScoped
public class TurnReaper {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);
  private static final int PAGE = 200;

  @Inject ThisNode node;
  @Inject SessionReaper sessions;
  @Inject TurnClaims claims;
  @Inject TurnDispatcher dispatcher;

  /** One round; called every few seconds and once at start. */
  public void reap() {
    Set<String> dead = node.deadBoots();
    if (!dead.isEmpty()) {
      sessions.releaseClaims(SYSTEM, dead);
      takeOverTurns(dead);
      if (sessions.settleIntents(SYSTEM, dead)) {
        dead.forEach(node::bury);
      }
    }
    claims.sessionsThatWait(SYSTEM, PAGE).forEach(dispatcher::offer);
  }

  private void takeOverTurns(Set<String> dead) {
    List<String> page = claims.runningOf(SYSTEM, dead, PAGE);
    while (!page.isEmpty()) {
      for (String turnId : page) {
        claims.takeOver(SYSTEM, turnId, dead).ifPresent(dispatcher::resume);
      }
      page = claims.runningOf(SYSTEM, dead, PAGE);
    }
  }
}
