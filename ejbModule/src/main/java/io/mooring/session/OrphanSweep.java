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
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

  /** What was seen on the way. */
  private static final class Seen {
    final Map<String, OrphanRules.Fate> fates = new LinkedHashMap<>();
    final Map<String, Integer> kept = new TreeMap<>();
    final List<String> deleted = new ArrayList<>();
    final List<String> failed = new ArrayList<>();

    void keep(OrphanRules.Fate why) {
      kept.merge(why.name().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }

    List<String> of(OrphanRules.Fate fate) {
      return fates.keySet().stream().filter(id -> fates.get(id) == fate).toList();
    }
  }

  /**
   * Looks into every directory that we know of.
   *
   * @param dryRun whether to delete nothing
   * @throws Problem when upstream can't be asked; nothing was deleted then
   */
  public SweepReport sweep(SystemCaller system, boolean dryRun) {
    var rules = new OrphanRules(node.installationId(), settings.get(SessionSettings.SWEEP_GRACE));
    Opencode upstream = servers.server(system.tenant()).client();
    Set<String> directories = facts.directories(system);
    Seen seen = new Seen();
    for (String directory : directories) {
      upstream.sessions(directory, MOST_UPSTREAM, true, null).stream()
          .filter(rules::isMarked)
          .forEach(session -> seen.fates.put(session.id(), fate(system, rules, session)));
    }
    List<String> orphans = seen.of(OrphanRules.Fate.ORPHAN);
    seen.fates.values().stream()
        .filter(fate -> fate != OrphanRules.Fate.ORPHAN && fate != OrphanRules.Fate.COPY)
        .forEach(seen::keep);
    boolean refused = isTooMany(orphans.size(), seen.fates.size());
    boolean deleting = !dryRun && !refused;
    if (deleting) {
      orphans.forEach(id -> delete(system, rules, upstream, id, seen));
    }
    var report =
        new SweepReport(
            dryRun,
            refused,
            directories.size(),
            seen.fates.size(),
            SweepReport.Listed.of(seen.deleted),
            SweepReport.Listed.of(deleting ? List.of() : orphans),
            SweepReport.Listed.of(seen.of(OrphanRules.Fate.COPY)),
            SweepReport.Listed.of(seen.failed),
            seen.kept);
    LOG.log(System.Logger.Level.INFO, () -> "Swept: " + report.summary());
    return report;
  }

  private OrphanRules.Fate fate(SystemCaller system, OrphanRules rules, UpstreamSession session) {
    OrphanRules.Known known = facts.known(system, session.id(), OrphanRules.nonce(session));
    return rules.fate(session, known, clock.instant());
  }

  private boolean isTooMany(int orphans, int marked) {
    return orphans > settings.get(SessionSettings.SWEEP_FEW)
        && orphans * 100L > (long) marked * settings.get(SessionSettings.SWEEP_PERCENT);
  }

  /** Both sides are asked once more: in the meantime somebody may have come to have it. */
  private void delete(
      SystemCaller system, OrphanRules rules, Opencode upstream, String id, Seen seen) {
    try {
      UpstreamSession session = upstream.session(id);
      OrphanRules.Fate fate = fate(system, rules, session);
      if (fate != OrphanRules.Fate.ORPHAN) {
        seen.keep(fate);
        return;
      }
      EndUpstream.remove(upstream, id);
      facts.swept(system, id, OrphanRules.nonce(session));
      seen.deleted.add(id);
    } catch (UpstreamFailure.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "Somebody else was faster.", e);
    } catch (Problem e) {
      LOG.log(System.Logger.Level.WARNING, () -> "Orphan " + id + " could not be deleted.", e);
      seen.failed.add(id);
    }
  }
}
