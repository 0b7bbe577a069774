package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.host.Servers;
import io.mooring.node.ThisNode;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.problem.Problem;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds upstream sessions that were made for sessions of ours and that no session has: a net below
 * the reaper, which settles what crashes leave. First it looks at all of them, then it deletes each
 * after one more look. NOT_SUPPORTED, for upstream is called.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OrphanSweep {
  private static final System.Logger LOG = System.getLogger(OrphanSweep.class.getName());
  private static final int MOST_UPSTREAM = 100_000;

  @Inject OrphanFacts facts;
  @Inject Servers servers;
  @Inject ThisNode node;
  @Inject Settings settings;
  @Inject Clock clock;

  /**
   * Looks into every directory that we know of; deletes nothing.
   *
   * @throws Problem when upstream can't be asked
   */
  public OrphanLook look(SystemCaller system) {
    OrphanRules rules = rules();
    Opencode upstream = servers.server(system.tenant()).client();
    Set<String> directories = facts.directories(system);
    Map<String, OrphanRules.Fate> fates = new TreeMap<>();
    for (String directory : directories) {
      upstream.sessions(directory, MOST_UPSTREAM, true, null).stream()
          .filter(rules::isMarked)
          .forEach(session -> fates.put(session.id(), fate(system, rules, session)));
    }
    List<String> orphans = of(fates, OrphanRules.Fate.ORPHAN);
    Map<String, Integer> kept = new TreeMap<>();
    fates.values().stream()
        .filter(fate -> fate != OrphanRules.Fate.ORPHAN && fate != OrphanRules.Fate.COPY)
        .forEach(fate -> kept.merge(fate.name().toLowerCase(Locale.ROOT), 1, Integer::sum));
    return new OrphanLook(
        isTooMany(orphans.size(), fates.size()),
        directories.size(),
        fates.size(),
        orphans,
        of(fates, OrphanRules.Fate.COPY),
        kept);
  }

  private static List<String> of(Map<String, OrphanRules.Fate> fates, OrphanRules.Fate fate) {
    return fates.keySet().stream().filter(id -> fates.get(id) == fate).toList();
  }

  private OrphanRules rules() {
    return new OrphanRules(node.installationId(), settings.get(SessionSettings.SWEEP_GRACE));
  }

  private OrphanRules.Fate fate(SystemCaller system, OrphanRules rules, UpstreamSession session) {
    OrphanRules.Known known = facts.known(system, session.id(), OrphanRules.nonce(session));
    return rules.fate(session, known, clock.instant());
  }

  private boolean isTooMany(int orphans, int marked) {
    return orphans > settings.get(SessionSettings.SWEEP_FEW)
        && orphans * 100L > (long) marked * settings.get(SessionSettings.SWEEP_PERCENT);
  }

  /**
   * Deletes one, if it still is an orphan: both sides are asked once more, for in the meantime
   * somebody may have come to have it.
   *
   * @return whether this call deleted it
   * @throws Problem when upstream can't be asked, or does not delete it
   */
  public boolean delete(SystemCaller system, String id) {
    Opencode upstream = servers.server(system.tenant()).client();
    try {
      UpstreamSession session = upstream.session(id);
      OrphanRules.Fate fate = fate(system, rules(), session);
      if (fate != OrphanRules.Fate.ORPHAN) {
        LOG.log(System.Logger.Level.INFO, () -> "Kept " + id + ", an orphan a moment ago: " + fate);
        return false;
      }
      EndUpstream.remove(upstream, id);
      facts.swept(system, id, OrphanRules.nonce(session));
      return true;
    } catch (UpstreamFailure.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "Somebody else was faster.", e);
      return false;
    }
  }
}
