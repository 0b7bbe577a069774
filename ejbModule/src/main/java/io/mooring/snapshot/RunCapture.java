package io.mooring.snapshot;

import io.mooring.node.CrashPoints;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import io.mooring.time.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs captures that were claimed, each to its end: complete or failed. */
@ApplicationScoped
class RunCapture {
  private static final System.Logger LOG = System.getLogger(RunCapture.class.getName());

  @Inject SnapshotClaims claims;
  @Inject SessionCapture sessions;
  @Inject CaptureThreads threads;
  @Inject PruneSnapshots prune;
  @Inject CrashPoints points;
  @Inject Incidents incidents;
  @Inject SnapshotMetrics metrics;
  @Inject Ticker ticker;

  private final Set<String> running = ConcurrentHashMap.newKeySet();

  /** Codes of failures that were reported and have not gone away. */
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  /** Whether somebody here works at a snapshot. */
  boolean isRunning(String snapshotId) {
    return running.contains(snapshotId);
  }

  /** How many are worked at here. */
  int running() {
    return running.size();
  }

  /**
   * Takes the snapshot on this thread.
   *
   * @throws SnapshotFailure failed
   */
  SnapshotDocument run(SnapshotClaim claim) {
    running.add(claim.snapshotId());
    long began = ticker.nanos();
    try {
      points.reached("snapshot.claimed", claim.sessionId());
      SnapshotContent content = threads.inPlace(() -> sessions.capture(claim));
      points.reached("snapshot.stored", claim.sessionId());
      SnapshotDocument taken =
          Conflicts.retry(() -> claims.complete(claim.system(), claim, content));
      points.reached("snapshot.completed", claim.sessionId());
      metrics.taken(claim.reason(), ticker.since(began), content.newBytes());
      prune.afterCapture(claim.system(), claim.sessionId());
      reported.clear();
      return taken;
    } catch (Exception e) {
      boolean interrupted = Thread.interrupted(); // a database may not work for an interrupted one
      String why = interrupted ? CaptureFaults.STOPPED : CaptureFaults.why(e);
      fail(claim, why, e);
      if (interrupted || e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw SnapshotFailure.failed(why, e);
    } finally {
      running.remove(claim.snapshotId());
    }
  }

  /** Writes the failure down; when that fails too, the reaper finds the row. */
  void fail(SnapshotClaim claim, String why, Exception cause) {
    LOG.log(
        System.Logger.Level.WARNING,
        "No snapshot " + claim.snapshotId() + " of " + claim.sessionId() + ": " + why,
        Incidents.shown(cause));
    metrics.failed(why);
    if (CaptureFaults.isIncident(why) && reported.add(why)) {
      incidents.unexpected(
          "taking a snapshot: " + why, Optional.of(claim.sessionId()), Optional.empty(), cause);
    }
    try {
      Conflicts.run(() -> claims.fail(claim.system(), claim.snapshotId(), claim.generation(), why));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "The failure could not be written yet.", e);
    }
  }
}
