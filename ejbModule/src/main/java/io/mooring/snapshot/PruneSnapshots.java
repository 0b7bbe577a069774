package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Gives snapshots up that retention doesn't keep; {@link SweepStore} takes from the store what they
 * have left there. NOT_SUPPORTED, for the changes of rows are transactions of {@link UpkeepSteps}.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PruneSnapshots {
  @Inject UpkeepSteps steps;
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
}
