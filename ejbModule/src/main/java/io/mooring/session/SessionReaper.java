package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.host.Servers;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.problem.Problem;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;

/**
 * Finishes what dead boots left while they opened sessions: their claims are released, and what
 * their open intents made upstream is deleted, for no row names it. NOT_SUPPORTED, for upstream is
 * called.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SessionReaper {
  private static final System.Logger LOG = System.getLogger(SessionReaper.class.getName());
  private static final int PAGE = 100;
  private static final int MOST_UPSTREAM = 10_000;

  @Inject SessionRemains remains;
  @Inject Servers servers;

  /**
   * Releases every claim of these boots.
   *
   * @return how many
   */
  public int releaseClaims(SystemCaller system, Set<String> deadBoots) {
    int released = 0;
    List<String> page = remains.claimed(system, deadBoots, PAGE);
    while (!page.isEmpty()) {
      for (String id : page) {
        remains.release(system, id, deadBoots);
        released++;
      }
      page = remains.claimed(system, deadBoots, PAGE);
    }
    return released;
  }

  /**
   * Deletes what these boots' open intents made upstream. When upstream can't be asked the intents
   * stay open, and the next call tries again.
   *
   * @return whether nothing is left to do
   */
  public boolean settleIntents(SystemCaller system, Set<String> deadBoots) {
    try {
      List<SessionRemains.Intent> page = remains.intents(system, deadBoots, PAGE);
      while (!page.isEmpty()) {
        for (SessionRemains.Intent intent : page) {
          settle(system, intent);
        }
        page = remains.intents(system, deadBoots, PAGE);
      }
      return true;
    } catch (Problem e) {
      LOG.log(System.Logger.Level.WARNING, "Unfinished openings could not be settled yet.", e);
      return false;
    }
  }

  private void settle(SystemCaller system, SessionRemains.Intent intent) {
    Opencode upstream = servers.server(system.tenant()).client();
    for (UpstreamSession made : upstream.sessions(intent.directory(), MOST_UPSTREAM, true, null)) {
      String nonce = made.metadata().path("mooring").path("nonce").asText();
      if (nonce.equals(intent.nonce()) && !remains.isCurrent(system, intent, made.id())) {
        upstream.deleteSession(made.id());
        LOG.log(
            System.Logger.Level.INFO,
            () -> "Deleted " + made.id() + ", left by an opening that never finished.");
      }
    }
    remains.settle(system, intent);
  }
}
