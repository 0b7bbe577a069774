package io.mooring.snapshot;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was saved can't be had, or something can't be saved. */
public class SnapshotFailure extends Problem {
  private SnapshotFailure(
      ProblemKind kind,
      String code,
      String message,
      Map<String, ?> facts,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(kind, code, message, facts, retryAfter, cause);
  }

  private static SnapshotFailure plain(ProblemKind kind, String code, String message) {
    return new SnapshotFailure(kind, code, message, Map.of(), null, null);
  }

  /** The key is missing or another one, or the bytes are not those that were written. */
  public static SnapshotFailure unreadable(@Nullable Throwable cause) {
    return new SnapshotFailure(
        ProblemKind.CONFLICT,
        "snapshot-unreadable",
        "What was saved of the session can't be read with the configured keys.",
        Map.of(),
        null,
        cause);
  }

  /** There is no such snapshot, or it is not the caller's. */
  public static SnapshotFailure notFound() {
    return plain(ProblemKind.NOT_FOUND, "snapshot-not-found", "There is no such snapshot.");
  }

  /** The caller's version of the snapshot is not the current one. */
  static SnapshotFailure changed() {
    return plain(
        ProblemKind.PRECONDITION_FAILED,
        "version-differs",
        "The snapshot has changed since you read it.");
  }

  /** What is in the store can't be had now. */
  public static SnapshotFailure storeDown(Throwable cause) {
    return new SnapshotFailure(
        ProblemKind.UNAVAILABLE,
        "snapshot-store-down",
        "The store of the snapshots does not answer as it should.",
        Map.of(),
        Duration.ofSeconds(30),
        cause);
  }

  /** Somebody holds it. */
  public static SnapshotFailure onHold() {
    return plain(ProblemKind.CONFLICT, "on-hold", "The snapshot is on hold; release it first.");
  }

  /** It is still being taken, or was never whole. */
  public static SnapshotFailure notComplete(SnapshotState state) {
    return new SnapshotFailure(
        ProblemKind.CONFLICT,
        "snapshot-not-complete",
        "The snapshot is not complete.",
        Map.of("state", state.label()),
        null,
        null);
  }

  /** Another snapshot of the session is being taken. */
  public static SnapshotFailure running(String snapshotId) {
    return new SnapshotFailure(
        ProblemKind.CONFLICT,
        "snapshot-running",
        "A snapshot of this session is being taken.",
        Map.of("snapshotId", snapshotId),
        null,
        null);
  }

  boolean isRunning() {
    return code().equals("snapshot-running");
  }

  /** More snapshots wait on this node than it remembers. */
  public static SnapshotFailure tooMany() {
    return new SnapshotFailure(
        ProblemKind.TOO_MANY,
        "too-many-snapshots",
        "Too many snapshots wait to be taken.",
        Map.of(),
        Duration.ofSeconds(10),
        null);
  }

  /** Somebody gave the capture up; whoever sees this writes nothing more. */
  static SnapshotFailure claimLost() {
    return plain(
        ProblemKind.CONFLICT, "snapshot-claim-lost", "The capture of this snapshot was given up.");
  }

  /** It was to be taken and was not. */
  public static SnapshotFailure failed(String failureCode, @Nullable Throwable cause) {
    return new SnapshotFailure(
        ProblemKind.CONFLICT,
        "snapshot-failed",
        "No snapshot could be taken.",
        Map.of("failure", failureCode),
        null,
        cause);
  }
}
