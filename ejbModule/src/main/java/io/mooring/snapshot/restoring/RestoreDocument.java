package io.mooring.snapshot.restoring;

import java.time.Instant;
import java.util.Optional;

/**
 * A restore as the API shows it.
 *
 * @param snapshotTakenAt the time from which files and conversation are
 * @param sessionId the session that it goes into
 * @param beforeSnapshotId the workdir as it was before, when there was something to save
 * @param failure why nothing has changed, as the code of a problem
 */
public record RestoreDocument(
    String id,
    String snapshotId,
    Instant snapshotTakenAt,
    String sessionId,
    RestoreState state,
    Optional<String> beforeSnapshotId,
    Optional<String> failure,
    Instant createdAt,
    Optional<Instant> endedAt) {
  static RestoreDocument of(Restore restore) {
    return new RestoreDocument(
        restore.id(),
        restore.snapshotId(),
        restore.snapshotTakenAt(),
        restore.sessionId(),
        restore.state(),
        restore.beforeSnapshotId(),
        restore.state() == RestoreState.DONE ? Optional.empty() : restore.failureCode(),
        restore.createdAt(),
        restore.endedAt());
  }
}
