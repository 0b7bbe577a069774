package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import io.mooring.snapshot.pack.LivePack;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.upkeep.Census;
import io.mooring.snapshot.upkeep.StoreSurvey;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives snapshots up that retention doesn't keep; {@link SweepStore} takes from the store what they
 * have left there. NOT_SUPPORTED, for a whole run reads the store; the changes of rows are
 * transactions of {@link UpkeepSteps}.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PruneSnapshots {
  private static final int PAGE = 200;

  @Inject UpkeepSteps steps;
  @Inject SweepStore sweep;
  @Inject Incidents incidents;

  /** Sessions that have snapshots, deleted ones among them: a page in the order of their ids. */
  public List<String> sessions(SystemCaller system, String after, int limit) {
    return steps.sessions(system, after, limit);
  }

  /**
   * Gives up what retention doesn't keep of a session; nobody sees it any more.
   *
   * @param dryRun whether it is only told
   * @return the snapshots
   */
  public List<String> retire(SystemCaller system, String sessionId, boolean dryRun) {
    return Conflicts.retry(() -> steps.retire(system, sessionId, dryRun));
  }

  /** The same after a capture, which no failure of this one takes back. */
  public void afterCapture(SystemCaller system, String sessionId) {
    try {
      retire(system, sessionId, false);
    } catch (RuntimeException e) {
      incidents.unexpected(
          "retention after a capture; prune-snapshots comes back to it",
          Optional.of(sessionId),
          Optional.empty(),
          e);
    }
  }

  /**
   * What a whole run has done, or would do.
   *
   * @param retired snapshots given up
   * @param rewritten packs of which less than half was needed
   * @param deleted objects of the store; of a dry run those that nobody needs
   */
  public record Report(List<String> retired, int rewritten, int deleted) {
    public Report {
      retired = List.copyOf(retired);
    }
  }

  /** A whole run on this thread. */
  public Report run(SystemCaller system, boolean dryRun) throws IOException {
    List<String> retired = new ArrayList<>();
    String after = "";
    List<String> page;
    do {
      page = sessions(system, after, PAGE);
      for (String session : page) {
        retired.addAll(retire(system, session, dryRun));
        after = session;
      }
    } while (page.size() == PAGE);
    StoreSurvey survey = sweep.survey(system);
    if (!dryRun) {
      sweep.mark(system, survey);
    }
    int rewritten = 0;
    List<String> thinned = survey.thinned();
    for (int i = 0; i < thinned.size(); i += Census.PAGE) {
      List<String> some = thinned.subList(i, Math.min(i + Census.PAGE, thinned.size()));
      List<LivePack> sparse = sweep.sparse(system, survey, some);
      rewritten += sparse.size();
      if (!dryRun && !sparse.isEmpty()) {
        sweep.rewrite(system, survey, sparse);
      }
    }
    if (dryRun) {
      return new Report(retired, rewritten, survey.orphans().size());
    }
    if (rewritten > 0) {
      survey = sweep.survey(system);
      sweep.mark(system, survey);
    }
    List<ObjectName> ripe = sweep.ripe(system, survey);
    for (ObjectName name : ripe) {
      sweep.delete(system, name);
    }
    sweep.tidy(system, survey);
    return new Report(retired, rewritten, ripe.size());
  }
}
