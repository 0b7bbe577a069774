package io.mooring.snapshot.restoring;

import io.mooring.problem.Problem;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.SnapshotRefused;
import io.mooring.snapshot.store.FullDisk;
import io.mooring.snapshot.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import java.util.Optional;

/** Why nothing was brought back, as codes for programs. */
final class RestoreFaults {
  /** Whoever worked at it was gone before anything had changed. */
  static final String NODE_LOST = "node-lost";

  /** Somebody has removed the new tree before it could take the workdir's place. */
  static final String TREE_LOST = "restore-tree-lost";

  private static final String DAMAGED = "snapshot-damaged";
  private static final String REFUSED = "snapshot-refused";
  private static final String UNREADABLE = "snapshot-unreadable";
  private static final String DISK_FULL = "disk-full";
  private static final int MOST_CAUSES = 16;

  private RestoreFaults() {}

  static String of(Exception failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      Optional<String> known = ofCause(cause);
      if (known.isPresent()) {
        return known.get();
      }
      cause = cause.getCause();
    }
    return failure instanceof IOException ? "workdir-unusable" : "unexpected";
  }

  private static Optional<String> ofCause(Throwable cause) {
    if (cause instanceof Problem problem) {
      return Optional.of(problem.code());
    }
    if (cause instanceof SnapshotRefused) {
      return Optional.of(REFUSED);
    }
    if (cause instanceof SnapshotDamaged) {
      return Optional.of(DAMAGED);
    }
    if (cause instanceof StoreException) {
      return Optional.of("store-unusable");
    }
    if (FullDisk.is(cause)) {
      return Optional.of(DISK_FULL);
    }
    return cause instanceof AccessDeniedException
        ? Optional.of("workdir-not-permitted")
        : Optional.empty();
  }

  /** Whether it says that what is stored is not what was written, or has another key. */
  static boolean isUnreadable(String failure) {
    return failure.equals(DAMAGED) || failure.equals(REFUSED) || failure.equals(UNREADABLE);
  }

  static boolean isStop(Exception failure) {
    return failure instanceof InterruptedIOException
        || failure instanceof ClosedByInterruptException;
  }

  /** The crash point after a move. */
  static String point(String move) {
    return "restore." + move.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
