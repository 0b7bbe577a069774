package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.node.ThisNode;
import io.mooring.session.SessionReaper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Set;

/**
 * Finishes what dead boots left: their claims on sessions are released, their turns are taken over,
 * what they began upstream is settled; then they are buried. It also finds claims and turns of this
 * boot that nobody works at any more, and turns that wait though nobody was told of them.
 */
@ApplicationScoped
public class TurnReaper {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);
  private static final int PAGE = 1_000;

  @Inject ThisNode node;
  @Inject SessionReaper sessions;
  @Inject TurnClaims claims;
  @Inject TurnDispatcher dispatcher;

  private volatile long queued;

  /** One round; called every few seconds and once at start. */
  public void reap() {
    Set<String> holders = new HashSet<>(sessions.holders(SYSTEM));
    holders.addAll(claims.holders(SYSTEM));
    Set<String> dead = node.deadBoots(holders);
    sessions.releaseAbandoned(SYSTEM, node.bootId());
    sessions.settleAbandoned(SYSTEM, node.bootId());
    sessions.releaseClaims(SYSTEM, dead);
    offer(dead);
    if (!dead.isEmpty() && sessions.settleIntents(SYSTEM, dead)) {
      // A turn that waits to be taken over is still found: its boot holds it.
      dead.forEach(node::bury);
    }
    queued = claims.countQueued(SYSTEM);
  }

  /** How many turns waited when the last round ended. */
  long queued() {
    return queued;
  }

  private void offer(Set<String> dead) {
    dispatcher.takeOverFrom(dead);
    Set<String> gone = new HashSet<>(dead);
    gone.add(node.bootId());
    claims.sessionsOf(SYSTEM, gone, PAGE).forEach(dispatcher::offer);
    claims.sessionsThatWait(SYSTEM, PAGE).forEach(dispatcher::offer);
  }
}
