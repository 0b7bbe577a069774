package io.mooring.snapshot.jobs;

import io.mooring.access.SystemCaller;
import io.mooring.session.ChangedSessions;
import io.mooring.snapshot.Snapshot;
import io.mooring.snapshot.SnapshotReason;
import io.mooring.snapshot.TakeSnapshot;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/**
 * The sessions that the job has to look after. REQUIRES_NEW, for a step's own transaction belongs
 * to the batch container.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class DueSessions {
  @Inject ChangedSessions sessions;
  @Inject TakeSnapshot takeSnapshot;

  /** How many there are. */
  public long count(SystemCaller system) {
    return sessions.count(system);
  }

  /** Their ids in order, after one. */
  public List<String> due(SystemCaller system, String after, int limit) {
    return sessions.after(system, after, limit);
  }

  /** Whether there is something to take. */
  public boolean isDue(SystemCaller system, String id) {
    return sessions.has(system, id);
  }

  /**
   * Takes one on this thread. NOT_SUPPORTED, for files are read, which may take hours.
   *
   * @throws io.mooring.snapshot.SnapshotFailure there is none
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void take(SystemCaller system, String id) {
    takeSnapshot.now(system, id, Snapshot.Wanted.because(SnapshotReason.SCHEDULED));
  }
}
