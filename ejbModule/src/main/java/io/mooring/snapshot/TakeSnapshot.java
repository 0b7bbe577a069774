package io.mooring.snapshot;

import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.idempotency.Repeatable;
import io.mooring.schema.Conflicts;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * Takes snapshots of sessions. NOT_SUPPORTED, for files are read; the changes are transactions of
 * {@link SnapshotClaims}.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TakeSnapshot {
  private static final System.Logger LOG = System.getLogger(TakeSnapshot.class.getName());

  @Inject SnapshotClaims claims;
  @Inject RunCapture captures;
  @Inject CaptureThreads threads;

  /**
   * Takes one on this thread, once there is a place for it on this node.
   *
   * @return the complete one
   * @throws SnapshotFailure another one of the session is being taken, or there is none: the code
   *     is {@code snapshot-failed} and its fact {@code failure} says why
   * @throws io.mooring.session.SessionFailure not found, or this node may be taken for dead
   */
  public SnapshotDocument now(SystemCaller system, String sessionId, Snapshot.Wanted wanted) {
    return captures.run(Conflicts.retry(() -> claims.claim(system, sessionId, wanted)));
  }

  /**
   * Begins one that is taken in the background.
   *
   * @return it as it is now; the one that was begun before under the same Idempotency-Key
   * @throws SnapshotFailure another one of the session is being taken, or too many wait
   * @throws io.mooring.session.SessionFailure not found, or this node may be taken for dead
   */
  public SnapshotDocument begin(
      Caller caller, String sessionId, Snapshot.Wanted wanted, Optional<Repeatable> request) {
    if (!threads.admit()) {
      throw SnapshotFailure.tooMany();
    }
    boolean submitted = false;
    try {
      SnapshotClaims.Begun begun =
          Conflicts.retry(() -> claims.begin(caller, sessionId, wanted, request));
      if (begun.claim().isPresent()) {
        submitted = true;
        submit(begun.claim().get());
      }
      return begun.snapshot();
    } finally {
      if (!submitted) {
        threads.giveUp();
      }
    }
  }

  /** Saves a session after its turn in the background, when there is a place for that. */
  void offer(SystemCaller system, String sessionId) {
    if (!threads.admit()) {
      LOG.log(System.Logger.Level.WARNING, "Too many snapshots wait: none of " + sessionId);
      return;
    }
    try {
      threads.submit(() -> afterTurn(system, sessionId));
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "This node stops.", e);
    }
  }

  private void afterTurn(SystemCaller system, String sessionId) {
    try {
      Conflicts.retry(() -> claims.claimIdle(system, sessionId)).ifPresent(this::runQuietly);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.INFO, "No snapshot after a turn of " + sessionId, e);
    }
  }

  private void submit(SnapshotClaim claim) {
    try {
      threads.submit(() -> runQuietly(claim));
    } catch (RejectedExecutionException e) {
      captures.fail(claim, CaptureFaults.STOPPED, e);
    }
  }

  /** Whoever asked has its answer already; the row says what came of it. */
  private void runQuietly(SnapshotClaim claim) {
    try {
      captures.run(claim);
    } catch (SnapshotFailure e) {
      LOG.log(System.Logger.Level.DEBUG, "The failure is in its row.", e);
    }
  }
}
