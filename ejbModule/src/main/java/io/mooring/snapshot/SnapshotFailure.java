package io.mooring.snapshot;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was saved can't be had. */
public class SnapshotFailure extends Problem {
  private SnapshotFailure(
      ProblemKind kind, String code, String message, @Nullable Throwable cause) {
    super(kind, code, message, Map.of(), null, cause);
  }

  /** The key is missing or another one, or the bytes are not those that were written. */
  static SnapshotFailure unreadable(@Nullable Throwable cause) {
    return new SnapshotFailure(
        ProblemKind.CONFLICT,
        "snapshot-unreadable",
        "What was saved of the session can't be read with the configured keys.",
        cause);
  }
}
