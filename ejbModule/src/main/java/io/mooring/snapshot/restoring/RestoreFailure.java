package io.mooring.snapshot.restoring;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import io.mooring.snapshot.swap.Workplace;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A snapshot can't be brought back. */
public class RestoreFailure extends Problem {
  private RestoreFailure(
      ProblemKind kind,
      String code,
      String message,
      Map<String, ?> facts,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(kind, code, message, facts, retryAfter, cause);
  }

  /** There is no such restore, or it is not the caller's. */
  public static RestoreFailure notFound() {
    return new RestoreFailure(
        ProblemKind.NOT_FOUND,
        "restore-not-found",
        "There is no such restore.",
        Map.of(),
        null,
        null);
  }

  /** The session of the snapshot is deleted: it can only come back into a new one. */
  public static RestoreFailure sessionGone() {
    return new RestoreFailure(
        ProblemKind.CONFLICT,
        "session-deleted",
        "The snapshot's session is deleted; name the key of a new one with into.",
        Map.of("field", "into"),
        null,
        null);
  }

  /** Nothing can take the workdir's place where it is. */
  static RestoreFailure notHere(Workplace.Obstacle obstacle) {
    return new RestoreFailure(
        ProblemKind.INVALID,
        "workdir-not-replaceable",
        "The workdir can't be replaced where it is; bring the snapshot back into a new session.",
        Map.of("obstacle", obstacle.name().toLowerCase(Locale.ROOT).replace('_', '-')),
        null,
        null);
  }

  /** More restores wait on this node than it remembers. */
  static RestoreFailure tooMany() {
    return new RestoreFailure(
        ProblemKind.TOO_MANY,
        "too-many-restores",
        "Too many snapshots wait to be brought back.",
        Map.of(),
        Duration.ofSeconds(10),
        null);
  }

  /** It was to be brought back and was not; nothing has changed. */
  public static RestoreFailure failed(String restoreId, String failure) {
    return new RestoreFailure(
        ProblemKind.CONFLICT,
        "restore-failed",
        "The snapshot was not brought back; nothing has changed.",
        Map.of("restoreId", restoreId, "failure", failure),
        null,
        null);
  }

  /** Somebody else goes on with it; whoever sees this does nothing more. */
  static RestoreFailure lost() {
    return new RestoreFailure(
        ProblemKind.CONFLICT,
        "restore-lost",
        "Somebody else goes on with this restore.",
        Map.of(),
        null,
        null);
  }
}
