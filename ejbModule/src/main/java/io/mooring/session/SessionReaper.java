package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.host.Servers;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.problem.Problem;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashSet;
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
  private static final Duration LOST_AFTER = Duration.ofMinutes(1);

  @Inject SessionRemains remains;
  @Inject Servers servers;
  @Inject ClaimWaiters waiters;

  /** The boots that hold claims or have openings that never finished. */
  public Set<String> holders(SystemCaller system) {
    return remains.holders(system);
  }

  /** Releases every claim of these boots. */
  public void releaseClaims(SystemCaller system, Set<String> deadBoots) {
    remains.claimed(system, deadBoots).forEach(claim -> remains.release(system, claim));
  }

  /** Releases the claims of this very boot that nobody here works at: giving them back failed. */
  public void releaseAbandoned(SystemCaller system, String thisBoot) {
    remains.claimed(system, Set.of(thisBoot)).stream()
        .filter(claim -> !waiters.isOpening(claim.sessionId()))
        .forEach(claim -> remains.release(system, claim));
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

  /**
   * The same for this very boot's intents of more than a minute ago that nobody here works at: the
   * answer to the call was lost, and whatever came of it has come by now.
   */
  public void settleAbandoned(SystemCaller system, String thisBoot) {
    try {
      remains.oldIntents(system, thisBoot, LOST_AFTER, PAGE).stream()
          .filter(intent -> !waiters.isOpening(intent.sessionId()))
          .forEach(intent -> settle(system, intent));
    } catch (Problem e) {
      LOG.log(System.Logger.Level.DEBUG, "Lost openings could not be settled yet.", e);
    }
  }

  private void settle(SystemCaller system, SessionRemains.Intent intent) {
    Opencode upstream = servers.server(system.tenant()).client();
    Set<String> made = new LinkedHashSet<>();
    intent.upstreamId().ifPresent(made::add);
    made.addAll(carrying(upstream, intent, intent.directory()));
    intent
        .sourceDirectory()
        .ifPresent(directory -> made.addAll(carrying(upstream, intent, directory)));
    intent.sourceId().ifPresent(made::remove);
    for (String id : made) {
      if (!remains.isNamed(system, id)) {
        delete(upstream, id);
      }
    }
    remains.settle(system, intent);
  }

  /** A fork's source carries the nonce too, and is left out by whoever asks. */
  private static List<String> carrying(
      Opencode upstream, SessionRemains.Intent intent, String directory) {
    return upstream.sessions(directory, MOST_UPSTREAM, true, null).stream()
        .filter(session -> UpstreamShape.carries(session.metadata(), intent.nonce()))
        .map(UpstreamSession::id)
        .toList();
  }

  private static void delete(Opencode upstream, String id) {
    try {
      upstream.deleteSession(id);
      LOG.log(
          System.Logger.Level.INFO,
          () -> "Deleted " + id + ", left by an opening that never finished.");
    } catch (UpstreamFailure.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "It was never made, or another node was faster.", e);
    }
  }
}
